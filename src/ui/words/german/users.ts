import type { Translation } from "../translate.ts";
import type { users as english } from "../english/users.ts";

export const users: Translation<typeof english> = {
  search: "Konto finden",
  create: "Neues Konto",
  name: "Konto",
  role: "Rolle",
  roleOf: "Rolle von {name}",
  active: "Aktiv",
  maySignIn: "{name} darf sich anmelden",
  allTeams: "alle Teams",
  since: "Seit",
  password: "Passwort",
  passwordHint: "{count} Zeichen oder mehr",
  reset: "Neues Passwort für {name}",
  resetHint: "Alle Sitzungen dieses Kontos enden.",
  wasReset: "{name} hat ein neues Passwort",
  viewerHint: "Sieht DAGs, Läufe und Logs.",
  operatorHint: "Startet, leert und pausiert außerdem.",
  authorHint: "Darf, was der Betrieb darf.",
  adminHint: "Ändert außerdem Verbindungen, Variablen, Pools und Konten.",
  none: "Kein Konto passt",
  noneHint: "Mit einem Konto meldet man sich an; es hat eine Rolle.",
  deleteHint: "Eine Anmeldung ist dann nicht mehr möglich, und die Tokens des Kontos enden.",
};
