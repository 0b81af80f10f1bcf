import type { Translation } from "../translate.ts";
import type { action as english } from "../english/action.ts";

export const action: Translation<typeof english> = {
  preview: "Was geändert wird",
  previewNone: "Nichts würde geändert.",
  previewCount: { one: "{count} Task-Instanz", other: "{count} Task-Instanzen" },
  previewRuns: { one: "in {count} Lauf", other: "in {count} Läufen" },
  previewMore: "und {count} weitere",
  upstream: "Davor",
  downstream: "Danach",
  past: "Frühere Läufe",
  future: "Spätere Läufe",
  onlyFailed: "Nur Fehlgeschlagenes",
  onLatest: "Mit der neuesten Version des DAGs",
  becomes: "wird",
  waiting: "{action} · {subject}: {instances}",
  reach: "Wie weit es reicht",
  done: { one: "{count} Task-Instanz geändert", other: "{count} Task-Instanzen geändert" },
};
