import type { Translation } from "../catalogue.ts";
import type { runs as english } from "../english/runs.ts";

export const runs: Translation<typeof english> = {
  title: "Runs",
};
