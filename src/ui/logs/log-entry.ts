import type { LogLine } from "../../core/protocol.ts";
import { LEVELS, type Level } from "./entry-scan.ts";

/** One line of a log as a person reads it. */
export interface LogEntry {
  /** Epoch milliseconds; null when the line has none. */
  readonly at: number | null;
  readonly level: Level;
  /** Who wrote it: the task or the engine. */
  readonly source: string;
  /** It may have several rows, and escape sequences. */
  readonly text: string;
}

/** Fields that stand elsewhere than behind the text. */
const OWN = new Set(["timestamp", "event", "level", "logger"]);

/** A stored line; one that is no JSON object is shown as it is. */
export function decodeEntry(json: string, level: number): LogEntry {
  const fields = readObject(json);
  if (fields === null) return { at: null, level: LEVELS[level] ?? "info", source: "", text: json };
  const at = typeof fields["timestamp"] === "string" ? Date.parse(fields["timestamp"]) : NaN;
  return {
    at: Number.isNaN(at) ? null : at,
    level: LEVELS[level] ?? "info",
    source: typeof fields["logger"] === "string" ? fields["logger"] : "",
    text: writeText(fields),
  };
}

/** A line as the API's newline-delimited JSON has it. */
export function encodeLine({ at, level, source, message, fields }: LogLine): string {
  return JSON.stringify({ ...fields, timestamp: new Date(at).toISOString(), event: message, level, logger: source });
}

/** The event, with the author's own fields behind its first row. */
export function writeText(fields: Readonly<Record<string, unknown>>): string {
  const event = (typeof fields["event"] === "string" ? fields["event"] : JSON.stringify(fields["event"] ?? "")).replace(
    /\n+$/,
    "",
  );
  const told: string[] = [];
  for (const name in fields) if (!OWN.has(name)) told.push(`${name}=${JSON.stringify(fields[name])}`);
  if (told.length === 0) return event;
  const [first = "", ...rest] = event.split("\n");
  return [`${first} ${told.join(" ")}`, ...rest].join("\n");
}

function readObject(json: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
