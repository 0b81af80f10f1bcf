import { CronExpressionParser } from "cron-parser";

/** One field of a cron expression: its bounds and the names it knows. */
export interface FieldSpec {
  readonly name: "minute" | "hour" | "dayOfMonth" | "month" | "dayOfWeek" | "second" | "year";
  readonly min: number;
  readonly max: number;
  readonly names: Readonly<Record<string, number>>;
}

export type FieldFault = "syntax" | "range";
/** The values a list of items stands for; `star` says that a bare `*` is among them. */
export type FieldValues = { readonly values: ReadonlySet<number>; readonly star: boolean };

const MONTHS = { jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12 };
const WEEKDAYS = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };

export const MINUTE: FieldSpec = { name: "minute", min: 0, max: 59, names: {} };
export const HOUR: FieldSpec = { name: "hour", min: 0, max: 23, names: {} };
export const DAY_OF_MONTH: FieldSpec = { name: "dayOfMonth", min: 1, max: 31, names: {} };
export const MONTH: FieldSpec = { name: "month", min: 1, max: 12, names: MONTHS };
export const DAY_OF_WEEK: FieldSpec = { name: "dayOfWeek", min: 0, max: 6, names: WEEKDAYS };
export const SECOND: FieldSpec = { name: "second", min: 0, max: 59, names: {} };
export const YEAR: FieldSpec = { name: "year", min: 1970, max: 2099, names: {} };

const ITEM = /^(\*|[a-z]+|\d+)(?:-([a-z]+|\d+))?(?:\/(\d+))?$/;

/**
 * The values of a list of items, or what is wrong with it. croniter's dialect is lowered to ascending ranges, which every cron
 * library reads alike, and cron-parser expands those.
 */
export function parseItems(spec: FieldSpec, items: readonly string[]): FieldValues | FieldFault {
  const ranges = new Set<string>();
  for (const item of items) {
    if (item === "*") continue;
    const lowered = lowerItem(spec, item);
    if (typeof lowered === "string") return lowered;
    for (const range of lowered) ranges.add(range);
  }
  const values = new Set<number>();
  for (const range of ranges) {
    const expanded = expandRange(spec, range);
    if (expanded === null) return "range";
    for (const value of expanded) values.add(value);
  }
  return { values, star: items.includes("*") };
}

/** One item as ascending ranges `low-high/step` or single numbers. */
function lowerItem(spec: FieldSpec, item: string): readonly string[] | FieldFault {
  const match = ITEM.exec(item);
  if (match === null) return "syntax";
  const [, first = "", second, stepText] = match;
  const step = Number(stepText ?? 1);
  if (step === 0) return "range";
  if (first === "*") return second === undefined ? [`${spec.min}-${spec.max}/${step}`] : "syntax";
  const low = readValue(spec, first);
  if (low === undefined) return "syntax";
  if (low > spec.max) return "range";
  if (second !== undefined) return lowerRange(spec, low, readBound(spec, second), step);
  return stepText === undefined ? [`${low}`] : [`${low}-${spec.max}/${step}`];
}

function readValue(spec: FieldSpec, text: string): number | undefined {
  const value = /^\d/.test(text) ? Number(text) : spec.names[text];
  return spec.name === "dayOfWeek" && value === 7 ? 0 : value;
}

function readBound(spec: FieldSpec, text: string): number | undefined {
  return spec.name === "dayOfMonth" && text === "l" ? spec.max : readValue(spec, text);
}

/** croniter reads an equal range (`5-5`) as the whole cycle and a descending one (`5-1`) as wrapping around. */
function lowerRange(
  spec: FieldSpec,
  low: number,
  high: number | undefined,
  step: number,
): readonly string[] | FieldFault {
  if (high === undefined) return "syntax";
  if (high > spec.max) return "range";
  if (low === high) return [`${spec.min}-${spec.max}/${step}`];
  if (low < high) return [`${low}-${high}/${step}`];
  const resumed = spec.min + countSkippedAfterWrap(spec, low, step);
  const upper = `${low}-${spec.max}/${step}`;
  return resumed > high ? [upper] : [upper, `${resumed}-${high}/${step}`];
}

/** Where a stepped range goes on after its wrap, as croniter counts it (one later than the step alone would say). */
function countSkippedAfterWrap(spec: FieldSpec, low: number, step: number): number {
  const last = low + Math.floor((spec.max - low) / step) * step;
  const left = spec.max - last;
  const size = spec.max - spec.min + 1;
  return last - spec.min + step > size && left < step ? step - left : 0;
}

/**
 * The values of one range, null when one is out of bounds. cron-parser takes the fields in its own order, refuses values named
 * twice (hence one range at a time) and knows no years.
 */
function expandRange(spec: FieldSpec, range: string): readonly number[] | null {
  if (spec.name === "year") return expandYears(spec, range);
  const order = [SECOND, MINUTE, HOUR, DAY_OF_MONTH, MONTH, DAY_OF_WEEK];
  const expression = order.map(({ name }) => (name === spec.name ? range : "*")).join(" ");
  try {
    return CronExpressionParser.parse(expression).fields[spec.name].values.filter((value) => typeof value === "number");
  } catch {
    return null;
  }
}

function expandYears(spec: FieldSpec, range: string): readonly number[] | null {
  const [low = 0, high = low, step = 1] = range.split(/[-/]/).map(Number);
  if (low < spec.min) return null;
  const years: number[] = [];
  for (let year = low; year <= high; year += step) years.push(year);
  return years;
}
