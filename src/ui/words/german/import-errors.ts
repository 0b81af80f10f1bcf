import type { Translation } from "../translate.ts";
import type { importErrors as english } from "../english/import-errors.ts";

export const importErrors: Translation<typeof english> = {
  hint: "Was eine solche Datei zuvor beschrieb, gilt weiter; die neue Fassung kommt, sobald sie sich übersetzen lässt.",
  noneHint: "Eine Datei, die sich nicht übersetzen lässt, steht hier, mit der Zeile, die falsch ist.",
  of: "Was an {file} falsch ist",
};
