import type { InstanceKey } from "./ids.ts";
import type { Json } from "./json.ts";
import type { LogLine } from "./protocol.ts";
import type { Reason } from "./reason.ts";
import type { Result } from "./result.ts";
import type { CancelRun } from "./run-requests.ts";
import type { InstanceView } from "./views.ts";

/** What a run tells to somebody who looks at a part of it, or ahead. */
export interface RunLooks {
  /** What the newest try was handed, by name: masked, and cut to some ten thousand characters in all. */
  describeInputs(key: InstanceKey): Promise<Readonly<Record<string, Json>>>;
  /** A part of an attempt's log without the rest of it; null when there is no such attempt. */
  surveyLog(key: InstanceKey, tryNumber: number, look: LogLook): Promise<LogSurvey | null>;
  /** The instances that a cancel would end, in the state they would have. */
  rehearseCancel(state: CancelRun["state"]): Promise<Result<readonly InstanceView[], Reason>>;
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
