import type { Json } from "../core/json.ts";
import type { LogLevel } from "../core/protocol.ts";

export type LogFields = Readonly<Record<string, Json>>;
type Write = (message: string, fields?: LogFields) => void;

/** `log("message", fields)` is `log.info`. */
export interface Log extends Write {
  readonly debug: Write;
  readonly info: Write;
  readonly warning: Write;
  readonly error: Write;
}

export function createLog(write: (level: LogLevel, message: string, fields?: LogFields) => void): Log {
  const at =
    (level: LogLevel): Write =>
    (message, fields) =>
      write(level, message, fields);
  return Object.assign(at("info"), {
    debug: at("debug"),
    info: at("info"),
    warning: at("warning"),
    error: at("error"),
  });
}
