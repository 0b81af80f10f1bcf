import { add, show } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import type { Raw } from "./definition.ts";
import { parseDuration } from "./duration.ts";

/** Options of one call, and where to say what is wrong with them. Types refuse most mistakes; bundlers strip types. */
export interface Options {
  readonly report: Report;
  readonly raw: Raw;
}

/** Refuses every option that is not known, a misspelled one above all. */
export function refuseUnknown({ report, raw }: Options, known: readonly string[]): void {
  for (const [option, value] of Object.entries(raw)) {
    if (value !== undefined && !known.includes(option)) {
      add(report, "option_unknown", { option, known: known.join(", ") });
    }
  }
}

function read<T>(
  options: Options,
  name: string,
  missing: T,
  expected: string,
  parse: (value: unknown) => T | undefined,
): T {
  const value = options.raw[name];
  if (value === undefined || value === null) return missing;
  const parsed = parse(value);
  if (parsed !== undefined) return parsed;
  add(options.report, "option_invalid", { option: name, value: show(value), expected });
  return missing;
}

/** Milliseconds. */
export function readDuration<T extends number | null>(
  options: Options,
  name: string,
  missing: T,
  least: 0 | 1 = 1,
): number | T {
  const expected = `a duration${least === 0 ? "" : " longer than zero"} as "500ms", "10s", "5m", "2h" or "1d"`;
  return read<number | T>(options, name, missing, expected, (value) => {
    const span = parseDuration(value);
    return span === null || span < least ? undefined : span;
  });
}

export function readCount<T extends number | null>(
  options: Options,
  name: string,
  missing: T,
  least: number,
): number | T {
  const expected = Number.isFinite(least) ? `a whole number of at least ${least}` : "a whole number";
  return read<number | T>(options, name, missing, expected, (value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least ? value : undefined,
  );
}

export function readFlag(options: Options, name: string, missing: boolean): boolean {
  return read(options, name, missing, "true or false", (value) => (typeof value === "boolean" ? value : undefined));
}

export function readText<T extends string | null>(options: Options, name: string, missing: T): string | T {
  return read<string | T>(options, name, missing, "a text", (value) =>
    typeof value === "string" && value !== "" ? value : undefined,
  );
}

export function readTexts(options: Options, name: string): readonly string[] {
  return read<readonly string[]>(options, name, [], "a list of texts", (value) =>
    Array.isArray(value) && value.every((part) => typeof part === "string") ? [...new Set(value)] : undefined,
  );
}

export function readChoice<T extends string>(options: Options, name: string, missing: T, choices: readonly T[]): T {
  return read(options, name, missing, `one of ${choices.join(", ")}`, (value) =>
    choices.find((choice) => choice === value),
  );
}

/** Epoch milliseconds. A text without a zone is UTC, where JavaScript would take the machine's. */
export function readInstant(options: Options, name: string): number | null {
  const expected = 'a Date or an ISO 8601 text as "2026-01-31" or "2026-01-31T06:00:00Z"';
  return read<number | null>(options, name, null, expected, (value) => {
    const at = parseInstant(value);
    return Number.isNaN(at) ? undefined : at;
  });
}

/** Epoch milliseconds of a Date or an ISO 8601 text, which is UTC when it names no zone; NaN when it is neither. */
export function parseInstant(value: unknown): number {
  return value instanceof Date ? value.getTime() : parseIso(value);
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function parseIso(text: unknown): number {
  const match = typeof text === "string" ? ISO.exec(text) : null;
  if (match === null) return Number.NaN;
  const [whole, zone] = match;
  const day = whole.slice(0, 10);
  // The engine takes 30 February for 2 March.
  const midnight = Date.parse(day);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day)) return Number.NaN;
  return Date.parse(whole.length > 10 && zone === undefined ? `${whole}Z` : whole);
}
