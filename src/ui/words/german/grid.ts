import type { Translation } from "../translate.ts";
import type { grid as english } from "../english/grid.ts";

export const grid = {
  label: "Tasks und Läufe von {dag}",
  task: "Task",
  absent: "Nicht in dieser Version",
  count: "{count} {state}",
  fold: "Gruppe {id} schließen",
  unfold: "Gruppe {id} öffnen",
  foldAll: "Alle Gruppen schließen",
  unfoldAll: "Alle Gruppen öffnen",
  search: "Task finden",
  runs: { one: "{count} Lauf", other: "{count} Läufe" },
  longest: "Längster {duration}",
  empty: "Kein Task passt",
  emptyHint: "Keine Task-Id enthält „{search}“.",
  noRuns: "Noch keine Läufe",
  noRunsHint: "Läufe erscheinen hier als Spalten, sobald der Zeitplan es sagt oder jemand den DAG startet.",
  open: "Task oder Lauf öffnen",
  toggle: "Gruppe öffnen oder schließen",
  previousRun: "Voriger Lauf",
  nextRun: "Nächster Lauf",
  mapped: { one: "{count} Instanz", other: "{count} Instanzen" },
  type: "Art",
} satisfies Translation<typeof english>;
