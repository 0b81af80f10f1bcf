import type { Translation } from "../translate.ts";
import type { connections as english } from "../english/connections.ts";

export const connections: Translation<typeof english> = {
  search: "Verbindung finden",
  create: "Neue Verbindung",
  id: "Verbindung",
  idInvalid: "Nur Buchstaben, Ziffern, „_“, „.“ und „-“",
  type: "Art",
  host: "Wohin",
  login: "Anmeldung",
  others: "Weitere Felder (JSON)",
  invalid: "Das passt nicht in dieses Feld",
  kept: "Bleibt, wie es ist, wenn Sie nichts anderes eingeben",
  yes: "Ja",
  no: "Nein",
  test: "Prüfen",
  none: "Noch keine Verbindung",
  noneHint: "Eine Verbindung sagt, wie Tasks ein anderes System erreichen, und hält dessen Geheimnisse versiegelt.",
  deleteHint: "Tasks, die sie benutzen, werden fehlschlagen. Ihre Geheimnisse sind endgültig fort.",
};
