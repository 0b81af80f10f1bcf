import type { Translation } from "../translate.ts";
import type { admin as english } from "../english/admin.ts";

export const admin: Translation<typeof english> = {
  sections: "Teile der Verwaltung",
  health: "Zustand",
  connections: "Verbindungen",
  variables: "Variablen",
  pools: "Pools",
  users: "Konten",
  tokens: "Tokens",
  audit: "Protokoll",
  importErrors: "Importfehler",
  imports: "Übernommen",
  reference: "API",
  team: "Team",
  teamHint: "Leer: das Standardteam, bei Konten alle Teams.",
  description: "Beschreibung",
  edit: "{name} bearbeiten",
  remove: "{name} löschen",
  actions: "Aktionen",
  jsonInvalid: "Das ist kein gültiges JSON",
};
