import type { Translate } from "../../words/translate.ts";

/** A schedule in words, and the zone they are meant in where it is another than the reader's. */
export interface ScheduleWords {
  readonly words: string;
  readonly zone: string | null;
}

const PRESETS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
};
const DAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** In which words to say it. */
export interface Reader {
  readonly t: Translate;
  /** The language's tag. */
  readonly language: string;
  /** Where times are shown, an IANA name. */
  readonly zone: string;
}

/** Words for the usual schedules; the rest is shown as the author wrote it. `summary` is the API's timetable_summary. */
export function describeSchedule(summary: string | null, reader: Reader): ScheduleWords {
  const { t, zone } = reader;
  if (summary === null || summary === "never") return { words: t("dags.byHand"), zone: null };
  if (summary === "once" || summary === "continuous") return { words: t(`dags.${summary}`), zone: null };
  const cron = readCron(summary);
  if (cron === null) return { words: summary, zone: null };
  const words = describeCron(cron.fields, reader);
  return words === null ? { words: summary, zone: null } : { words, zone: cron.zone === zone ? null : cron.zone };
}

type Fields = readonly [minute: string, hour: string, day: string, month: string, weekday: string];

/** `0 6 * * * Europe/Paris`, or a preset before the zone; null for anything else. */
function readCron(summary: string): { readonly fields: Fields; readonly zone: string } | null {
  const parts = summary.split(" ");
  const zone = parts.pop() ?? "";
  const [minute, hour, day, month, weekday, ...rest] = (PRESETS[parts.join(" ")] ?? parts.join(" ")).split(" ");
  if (!minute || !hour || !day || !month || !weekday || rest.length > 0 || zone.includes("*")) return null;
  return { fields: [minute, hour, day, month, weekday], zone };
}

function describeCron([minute, hour, day, month, weekday]: Fields, reader: Reader): string | null {
  const { t, language } = reader;
  const isEveryDay = day === "*" && month === "*" && weekday === "*";
  if (isEveryDay && hour === "*") return describeMinutes(minute, t);
  if (isEveryDay && hour.startsWith("*/")) return describeHours(minute, Number(hour.slice(2)), t);
  const time = readTime(minute, hour);
  if (time === null) return null;
  if (isEveryDay) return t("dags.dailyAt", { time });
  if (day === "*" && month === "*") return describeWeekdays(weekday, time, reader);
  if (!isNumber(day) || weekday !== "*") return null;
  if (month === "*") return t("dags.monthlyAt", { day, time });
  return isNumber(month) ? t("dags.yearlyAt", { date: nameDate(Number(month), Number(day), language), time }) : null;
}

function describeMinutes(minute: string, t: Translate): string | null {
  if (minute === "*") return t("dags.everyMinutes", { count: 1 });
  if (minute.startsWith("*/")) return t("dags.everyMinutes", { count: Number(minute.slice(2)) });
  if (minute === "0") return t("dags.everyHours", { count: 1 });
  return isNumber(minute) ? t("dags.hourlyAt", { minute: minute.padStart(2, "0") }) : null;
}

function describeHours(minute: string, count: number, t: Translate): string | null {
  if (!isNumber(minute) || Number.isNaN(count)) return null;
  return minute === "0"
    ? t("dags.everyHours", { count })
    : t("dags.everyHoursAt", { count, minute: minute.padStart(2, "0") });
}

function describeWeekdays(weekday: string, time: string, { t, language }: Reader): string | null {
  const parts = weekday.split(",").map((part) => part.split("-").map(readWeekday));
  if (parts.flat().includes(null)) return null;
  const days = parts.map((ends) => ends.map((day) => nameWeekday(day ?? 0, language)).join("–")).join(", ");
  return t("dags.weekdaysAt", { days, time });
}

function readWeekday(text: string): number | null {
  const named = DAY_NAMES.indexOf(text.toLowerCase());
  if (named >= 0) return named;
  return isNumber(text) ? Number(text) % 7 : null;
}

function readTime(minute: string, hour: string): string | null {
  return isNumber(minute) && isNumber(hour) ? `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}` : null;
}

function isNumber(text: string): boolean {
  return /^\d{1,2}$/.test(text);
}

const days = new Map<string, string>();

/** 4 January 1970 was a Sunday. */
function nameWeekday(day: number, tag: string): string {
  const known = days.get(`${tag} ${day}`);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(tag, { weekday: "short", timeZone: "UTC" });
  const name = format.format(Date.UTC(1970, 0, 4 + day));
  days.set(`${tag} ${day}`, name);
  return name;
}

function nameDate(month: number, day: number, tag: string): string {
  const format = new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", timeZone: "UTC" });
  return format.format(Date.UTC(1970, month - 1, day));
}
