import type { Translation } from "../translate.ts";
import type { state as english } from "../english/state.ts";

export const state: Translation<typeof english> = {
  success: "Erfolgreich",
  failed: "Fehlgeschlagen",
  running: "Läuft",
  queued: "In der Warteschlange",
  scheduled: "Eingeplant",
  up_for_retry: "Wartet auf Wiederholung",
  up_for_reschedule: "Wartet auf nächste Prüfung",
  upstream_failed: "Vorgänger fehlgeschlagen",
  skipped: "Übersprungen",
  removed: "Entfernt",
  deferred: "Zurückgestellt",
  awaiting_input: "Wartet auf Eingabe",
  restarting: "Startet neu",
  none: "Noch kein Zustand",
  paused: "Pausiert",
  late: "Verspätet",
};
