import type { LogLine } from "../core/protocol.ts";
import type { LogLook, LogSurvey } from "../core/run-looks.ts";

const isError = ({ level }: LogLine): boolean => level === "error";

/** The part of a log that is looked for, with how much there is of it and where its errors stand. */
export function survey(lines: readonly LogLine[], look: LogLook): LogSurvey {
  const firstError = toLine(lines.findIndex(isError));
  const lastError = toLine(lines.findLastIndex(isError));
  const error = look.error === "first" ? firstError : lastError;
  const wanted = look.error === null || error === null ? begin(lines.length, look) : error - Math.abs(look.from);
  const from = Math.min(Math.max(0, wanted), lines.length);
  return { total: lines.length, firstError, lastError, from, lines: lines.slice(from, from + look.limit) };
}

function begin(total: number, { from, error, limit }: LogLook): number {
  if (error !== null) return total - limit;
  return from < 0 ? total + from : from;
}

function toLine(index: number): number | null {
  return index < 0 ? null : index;
}
