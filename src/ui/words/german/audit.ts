import type { Translation } from "../translate.ts";
import type { audit as english } from "../english/audit.ts";

export const audit: Translation<typeof english> = {
  search: "Ereignis finden",
  when: "Wann",
  who: "Wer",
  event: "Ereignis",
  about: "Worüber",
  dag: "DAG",
  run: "Lauf",
  task: "Task",
  mapIndex: "Abbildungsindex",
  extra: "Einzelheiten",
  entry: "Eintrag {number}",
  none: "Kein Eintrag passt",
  noneHint: "Jede Änderung wird hier festgehalten: wer, wann, und worum es ging.",
};
