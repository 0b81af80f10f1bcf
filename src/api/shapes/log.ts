import { z } from "@hono/zod-openapi";
import type { LogLine } from "../../core/protocol.ts";
import { formatInstant } from "./time.ts";

export const logLine = z
  .looseObject({ timestamp: z.string().openapi({ format: "date-time" }), event: z.string() })
  .openapi("StructuredLogMessage");

export const logPage = z
  .object({ content: z.array(logLine), continuation_token: z.string().nullable() })
  .openapi("TaskInstancesLogResponse");

/** One line as structlog writes it. The author's own fields stand beside ours and never instead of them. */
export function formatLogLine(entry: LogLine) {
  return {
    ...entry.fields,
    timestamp: formatInstant(entry.at),
    event: entry.message,
    level: entry.level,
    logger: entry.source,
  };
}
