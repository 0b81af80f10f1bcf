import type { Translation } from "../translate.ts";
import type { history as english } from "../english/history.ts";

export const history = {
  title: "Zeitreise",
  none: "In diesem Lauf ist noch nichts geschehen",
  views: "Ansichten des Laufs zu diesem Zeitpunkt",
  timeline: "Zeitachse",
  graph: "Graph",
  event: "Ereignis {row} von {count} · {cause}",
  values: { one: "{count} Wert bis dahin veröffentlicht", other: "{count} Werte bis dahin veröffentlicht" },
  lines: { one: "{count} Zeile bis dahin geschrieben", other: "{count} Zeilen bis dahin geschrieben" },
} satisfies Translation<typeof english>;
