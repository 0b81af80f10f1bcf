import { refuseUsage } from "./failure.ts";

/** An instant as the API writes it, to the second and in UTC; a dash for none. */
export function formatMoment(text: string | null | undefined): string {
  return text === null || text === undefined ? "-" : text.replace(/\.\d+/, "").replace("T", " ").replace(/Z$/, "Z");
}

/** Seconds as a person says them. */
export function formatSeconds(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return "-";
  if (seconds < 1) return `${Math.round(seconds * 1_000)}ms`;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${Math.round(seconds - minutes * 60)}s`;
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** A date or instant of the command line as ISO 8601; without an offset it is UTC. */
export function parseMoment(text: string): string {
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const at = Date.parse(hasZone || isDate ? text : `${text.replace(" ", "T")}Z`);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at)) {
    throw refuseUsage(`"${text}" is no date: write 2026-01-31 or 2026-01-31T06:00:00Z`);
  }
  return new Date(at).toISOString();
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of "90s", "15m", "12h", "30d" or "2w". */
export function parseSpan(text: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([smhdw])$/.exec(text.trim()) ?? [];
  const length = UNITS[unit];
  if (count === "" || length === undefined)
    throw refuseUsage(`"${text}" is no span of time: write 90s, 15m, 12h or 30d`);
  return Number(count) * length;
}
