import type { Translation } from "../translate.ts";
import type { calendar as english } from "../english/calendar.ts";

export const calendar = {
  before: "Monat davor",
  after: "Monat danach",
  zone: "Tage und Zeiten in UTC",
  runs: { one: "{count} Lauf", other: "{count} Läufe" },
  planned: { one: "{count} geplant", other: "{count} geplant" },
} satisfies Translation<typeof english>;
