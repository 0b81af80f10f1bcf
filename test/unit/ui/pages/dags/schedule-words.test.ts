import { describe, expect, it } from "vitest";
import { describeSchedule } from "../../../../../src/ui/pages/dags/schedule-words.ts";
import { english } from "../../../../../src/ui/words/english/index.ts";
import { german } from "../../../../../src/ui/words/german/index.ts";
import { speak } from "../../../../../src/ui/words/translate.ts";

const reader = { t: speak("en", english), language: "en", zone: "UTC" };

describe("describeSchedule", () => {
  it.each([
    [null, "by hand only"],
    ["never", "by hand only"],
    ["once", "once"],
    ["@hourly UTC", "hourly"],
    ["@daily UTC", "daily at 00:00"],
    ["* * * * * UTC", "every minute"],
    ["*/15 * * * * UTC", "every 15 min"],
    ["5 * * * * UTC", "hourly at :05"],
    ["0 */4 * * * UTC", "every 4 h"],
    ["30 */4 * * * UTC", "every 4 h at :30"],
    ["0 6 * * * UTC", "daily at 06:00"],
    ["30 2 * * 1-5 UTC", "Mon–Fri at 02:30"],
    ["0 9 * * mon,thu UTC", "Mon, Thu at 09:00"],
    ["0 9 * * 7 UTC", "Sun at 09:00"],
    ["0 0 1 * * UTC", "monthly, day 1 at 00:00"],
    ["0 0 24 12 * UTC", "yearly, Dec 24 at 00:00"],
  ])("says %s as %s", (summary, words) => {
    expect(describeSchedule(summary, reader)).toEqual({ words, zone: null });
  });

  it.each([
    "0 6 1-7 * 1 UTC",
    "0 6 L * * UTC",
    "10 0 6 * * * UTC",
    "every 1 h",
    "orders & refunds",
    "0 6 * * mon#1 UTC",
  ])("shows %s as its author wrote it", (summary) => {
    expect(describeSchedule(summary, reader)).toEqual({ words: summary, zone: null });
  });

  it("names the zone where it is another than the reader's", () => {
    expect(describeSchedule("0 6 * * * Europe/Paris", reader).zone).toBe("Europe/Paris");
  });

  it("speaks the reader's language", () => {
    const leser = { t: speak("de", german), language: "de", zone: "UTC" };
    expect(describeSchedule("30 2 * * 1-5 UTC", leser).words).toBe("Mo–Fr um 02:30");
  });
});
