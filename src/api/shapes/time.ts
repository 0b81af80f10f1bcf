const MILLISECONDS = /\.(\d{3})Z$/;

/** ISO 8601 in UTC as pydantic writes it: no fraction when it is zero, else six digits. */
export function formatInstant(instant: number): string {
  return new Date(instant)
    .toISOString()
    .replace(MILLISECONDS, (_, digits: string) => (digits === "000" ? "Z" : `.${digits}000Z`));
}

export function formatOptional(instant: number | null): string | null {
  return instant === null ? null : formatInstant(instant);
}

/** Seconds between two instants, or null while one is missing. */
export function measureSeconds(start: number | null, end: number | null): number | null {
  return start === null || end === null ? null : (end - start) / 1000;
}

/** Airflow's TimeDelta, from milliseconds. */
export function formatTimeDelta(duration: number) {
  const days = Math.floor(duration / 86_400_000);
  const rest = duration - days * 86_400_000;
  const seconds = Math.floor(rest / 1000);
  return { __type: "TimeDelta", days, seconds, microseconds: Math.round((rest - seconds * 1000) * 1000) };
}

/** An ISO 8601 duration in whole days and seconds, from milliseconds. */
export function formatDuration(duration: number): string {
  const days = Math.floor(duration / 86_400_000);
  const seconds = (duration - days * 86_400_000) / 1000;
  const date = days === 0 ? "" : `${days}D`;
  return seconds === 0 && days > 0 ? `P${date}` : `P${date}T${seconds}S`;
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

export type ParsedInstant =
  | { readonly kind: "instant"; readonly at: number }
  | { readonly kind: "naive"; readonly asUtc: number }
  | { readonly kind: "invalid" };

/** Reads ISO 8601. A time without an offset is naive: the caller decides whether that is allowed. */
export function parseInstant(text: string): ParsedInstant {
  const match = INSTANT.exec(text.trim());
  if (match === null) return { kind: "invalid" };
  const [, date = "", clock = "00:00", seconds = "00", fraction = "0", zone] = match;
  const base = `${date}T${clock}:${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}`;
  const at = Date.parse(`${base}${zone === undefined ? "Z" : normalizeZone(zone)}`);
  if (Number.isNaN(at) || !isRealDate(date)) return { kind: "invalid" };
  return zone === undefined ? { kind: "naive", asUtc: at } : { kind: "instant", at };
}

function normalizeZone(zone: string): string {
  if (zone.toUpperCase() === "Z") return "Z";
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** Date.parse moves the 30th of February on into March; a calendar does not. */
function isRealDate(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}
