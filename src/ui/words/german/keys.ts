import type { Translation } from "../translate.ts";
import type { keys as english } from "../english/keys.ts";

export const keys: Translation<typeof english> = {
  title: "Tastenkürzel",
  go: "Gehen zu",
  page: "Diese Seite",
  general: "Allgemein",
  goHome: "Zur Startseite",
  goDags: "Zu den DAGs",
  goRuns: "Zu den Läufen",
  palette: "Suchen oder irgendwohin springen",
  sheet: "Diese Liste zeigen",
  search: "Auf dieser Seite suchen",
  next: "Nächste Zeile",
  previous: "Vorige Zeile",
  open: "Zeile öffnen",
  select: "Zeile auswählen",
  selectAll: "Alle passenden auswählen",
  close: "Schließen oder Auswahl aufheben",
  theme: "Zwischen hell und dunkel wechseln",
  andThen: "dann",
  goHealth: "Zum Zustand",
  create: "Neu anlegen",
  goConnections: "Zu den Verbindungen",
  goVariables: "Zu den Variablen",
  goPools: "Zu den Pools",
  goUsers: "Zu den Konten",
};
