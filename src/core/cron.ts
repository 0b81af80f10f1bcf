import {
  DAY_OF_MONTH,
  DAY_OF_WEEK,
  HOUR,
  MINUTE,
  MONTH,
  parseItems,
  SECOND,
  YEAR,
  type FieldFault,
  type FieldSpec,
  type FieldValues,
} from "./cron-field.ts";
import type { Reason } from "./reason.ts";
import { refuse, succeed, type Result } from "./result.ts";

/** The n of `weekday#n` that stands for the last one of the month. */
export const LAST = -1;

/** Which days of a month fire. */
export type DayOfMonthRule =
  | { readonly kind: "days"; readonly days: ReadonlySet<number>; readonly last: boolean }
  | { readonly kind: "nearest_weekday"; readonly day: number };
/** Which weekdays fire (0 = Sunday), or which occurrences of a weekday within the month. */
export type DayOfWeekRule =
  | { readonly kind: "weekdays"; readonly days: ReadonlySet<number> }
  | { readonly kind: "nth"; readonly nths: ReadonlyMap<number, ReadonlySet<number>>; readonly starred: boolean };

/** A parsed cron expression. Null stands for "any". */
export interface Cron {
  readonly hours: readonly number[];
  readonly minutes: readonly number[];
  readonly seconds: readonly number[];
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number> | null;
  readonly dayOfMonth: DayOfMonthRule | null;
  readonly dayOfWeek: DayOfWeekRule | null;
  /** A day fires when either rule names it; otherwise when both do. */
  readonly eitherDay: boolean;
  /** The hour field is `*`: the timetables then count real time across a change of the clock. */
  readonly everyHour: boolean;
}

/** Airflow's presets, and the two further aliases croniter knows. */
const PRESETS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@quarterly": "0 0 1 */3 *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};
const LONGEST = 1024;
const MEMO_SIZE = 1000;
const memo = new Map<string, Result<Cron, Reason>>();

/**
 * Parses an expression of 5 to 7 fields in croniter's order: minute, hour, day of month, month, day of week, second, year.
 * Refusals: `cron_field_count`, `cron_field_syntax`, `cron_field_range`. Whether it ever fires is another question.
 */
export function parseCron(expression: string): Result<Cron, Reason> {
  const known = memo.get(expression);
  if (known !== undefined) return known;
  const parsed = parse(expression);
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(expression, parsed);
  return parsed;
}

function parse(expression: string): Result<Cron, Reason> {
  const lower = expression.toLowerCase();
  const fields = (PRESETS[lower] ?? lower).split(/[ \t\n\r\f\v]+/).filter((field) => field !== "");
  const [minute, hour, dayOfMonth, month, dayOfWeek, second = "0", year = "*"] = fields;
  if (dayOfWeek === undefined || fields.length > 7 || expression.length > LONGEST) {
    return refuse({ code: "cron_field_count", params: { expression, count: fields.length } });
  }
  try {
    return succeed(buildCron([minute, hour, dayOfMonth, month, dayOfWeek, second, year].map((field) => field ?? "")));
  } catch (error) {
    if (error instanceof FieldError) return refuse(describeFault(expression, error));
    throw error;
  }
}

/** Unwinds the descent of one parse; it never leaves this file. */
class FieldError extends Error {
  readonly spec: FieldSpec;
  readonly text: string;
  readonly fault: FieldFault;
  constructor(spec: FieldSpec, text: string, fault: FieldFault) {
    super(fault);
    this.spec = spec;
    this.text = text;
    this.fault = fault;
  }
}

function describeFault(expression: string, { spec, text, fault }: FieldError): Reason {
  const params = { expression, field: spec.name, text };
  if (fault === "syntax") return { code: "cron_field_syntax", params };
  return { code: "cron_field_range", params: { ...params, min: spec.min, max: spec.max } };
}

function buildCron([minute = "", hour = "", dom = "", month = "", dow = "", second = "", year = ""]: string[]): Cron {
  const hours = readField(HOUR, hour);
  const years = readField(YEAR, year);
  return {
    hours: listValues(HOUR, hours),
    minutes: listValues(MINUTE, readField(MINUTE, minute)),
    seconds: listValues(SECOND, readField(SECOND, second)),
    months: new Set(listValues(MONTH, readField(MONTH, month))),
    years: years.star ? null : years.values,
    everyHour: hour === "*" || (!hours.star && hours.values.size === 24),
    ...combineDays(readDayOfMonth(dom, dow), readDayOfWeek(dow, dom)),
  };
}

/**
 * Two restricted day fields mean "either". `#` and `W` take precedence over the other field, unless both are there or a `*` stands
 * beside `#`: then both must agree (croniter).
 */
function combineDays(
  dayOfMonth: DayOfMonthRule | null,
  dayOfWeek: DayOfWeekRule | null,
): Pick<Cron, "dayOfMonth" | "dayOfWeek" | "eitherDay"> {
  const both = { dayOfMonth, dayOfWeek, eitherDay: false };
  if (dayOfMonth === null || dayOfWeek === null) return both;
  const nearest = dayOfMonth.kind === "nearest_weekday";
  const nth = dayOfWeek.kind === "nth";
  if (nth && (nearest || dayOfWeek.starred)) return both;
  if (nth) return { ...both, dayOfMonth: null };
  if (nearest) return { ...both, dayOfWeek: null };
  return { ...both, eitherDay: true };
}

function readField(spec: FieldSpec, text: string, items: readonly string[] = text.split(",")): FieldValues {
  const parsed = parseItems(spec, items);
  if (typeof parsed === "string") throw new FieldError(spec, text, parsed);
  return parsed;
}

function listValues(spec: FieldSpec, { values, star }: FieldValues): readonly number[] {
  if (star) return Array.from({ length: spec.max - spec.min + 1 }, (_, index) => spec.min + index);
  return [...values].toSorted((a, b) => a - b);
}

function readDayOfMonth(text: string, dayOfWeek: string): DayOfMonthRule | null {
  if (text === "?") return null;
  const nearest = /^(?:(\d+)w|w(\d+))$/.exec(text);
  if (nearest !== null) {
    const day = Number(nearest[1] ?? nearest[2]);
    if (day < 1 || day > 31) throw new FieldError(DAY_OF_MONTH, text, "range");
    return { kind: "nearest_weekday", day };
  }
  const items = text.split(",");
  const plain = items.filter((item) => item !== "l");
  const { values, star } = readField(DAY_OF_MONTH, text, plain);
  // A full list counts as `*` only beside a weekday field written with one (croniter).
  if (star || (values.size === 31 && dayOfWeek.includes("*"))) return null;
  return { kind: "days", days: values, last: plain.length < items.length };
}

function readDayOfWeek(text: string, dayOfMonth: string): DayOfWeekRule | null {
  if (text === "?") return null;
  const nths = new Map<number, Set<number>>();
  const plain: string[] = [];
  for (const item of text.split(",")) if (!readNth(text, item, nths)) plain.push(item);
  const { values, star } = readField(DAY_OF_WEEK, text, plain);
  const named = new Set([...values, ...nths.keys()]).size;
  const any = star || (named === 7 && dayOfMonth.includes("*"));
  if (nths.size === 0) return any ? null : { kind: "weekdays", days: values };
  // Plain weekdays beside `#` are refused, except that all seven names are let pass (croniter).
  const unmixed = [...values].every((day) => nths.has(day)) || named + Number(star) === 7;
  if (!unmixed) throw new FieldError(DAY_OF_WEEK, text, "syntax");
  return { kind: "nth", nths, starred: any };
}

/** Takes `5#2`, `fri#2`, `mon-fri#2` and `L5` into `nths`; false for any other item. */
function readNth(text: string, item: string, nths: Map<number, Set<number>>): boolean {
  const match = /^(?:([a-z]+(?:-[a-z]+)?|\d+)#|l)(\d+)$/.exec(item);
  if (match === null) return false;
  const [, weekdays, digits = ""] = match;
  const nth = weekdays === undefined ? LAST : Number(digits);
  if (weekdays !== undefined && (nth < 1 || nth > 5)) throw new FieldError(DAY_OF_WEEK, text, "range");
  for (const day of readField(DAY_OF_WEEK, text, [weekdays ?? digits]).values) {
    const known = nths.get(day) ?? new Set();
    nths.set(day, known.add(nth));
  }
  return true;
}
