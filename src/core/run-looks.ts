import type { InstanceKey } from "./ids.ts";
import type { Json } from "./json.ts";
import type { LogLine } from "./protocol.ts";

/** What a run tells of one instance to somebody who looks at it alone. */
export interface RunLooks {
  /** What the newest try was handed, by name: masked, and cut to some ten thousand characters in all. */
  describeInputs(key: InstanceKey): Promise<Readonly<Record<string, Json>>>;
  /** A part of an attempt's log without the rest of it; null when there is no such attempt. */
  surveyLog(key: InstanceKey, tryNumber: number, look: LogLook): Promise<LogSurvey | null>;
}

/** Which lines of a log are wanted; lines are numbered from 0. */
export interface LogLook {
  /** The first one; below 0 counted from the end. With `error`, that many lines before the error stand first. */
  readonly from: number;
  /** Lines about the first or the last error; without any, as many of the end. */
  readonly error: "first" | "last" | null;
  readonly limit: number;
}

/** A part of a log, and where it stands in the whole. */
export interface LogSurvey {
  readonly total: number;
  readonly firstError: number | null;
  readonly lastError: number | null;
  /** Number of the first of `lines`. */
  readonly from: number;
  readonly lines: readonly LogLine[];
}
