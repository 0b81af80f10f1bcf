import type { Json } from "./json.ts";
import type { Decision } from "./protocol.ts";
import type { Reason } from "./reason.ts";

/** When an instance passed each station of its current try. Epoch milliseconds. */
export interface Times {
  readonly scheduledAt: number | null;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
}

/** What a try takes along over reschedules and deferrals. */
export interface Carry {
  /** The first start of this try. */
  readonly firstStartedAt: number;
  /** Times a sensor looked and found nothing. */
  readonly pokes: number;
  /** What a deferred attempt left for itself. */
  readonly resume: Json;
}

/** A state carries its data and only its data. Statuses are never changed in place; instances may share one. */
export type Status =
  | { readonly state: "none" }
  | { readonly state: "scheduled"; readonly at: number; readonly carry: Carry | null }
  | Queued
  | Running
  | {
      readonly state: "up_for_retry";
      readonly due: number;
      readonly times: Times;
      readonly at: number;
      readonly reason: Reason;
    }
  | { readonly state: "up_for_reschedule"; readonly due: number; readonly times: Times; readonly carry: Carry }
  | {
      readonly state: "deferred";
      readonly due: number | null;
      readonly event: string | null;
      readonly times: Times;
      readonly carry: Carry;
    }
  | { readonly state: "awaiting_input"; readonly times: Times; readonly carry: Carry }
  | { readonly state: "restarting"; readonly times: Times }
  | Succeeded
  | {
      readonly state: "failed" | "skipped" | "upstream_failed" | "removed";
      readonly at: number;
      readonly times: Times;
      readonly reason: Reason;
    };

export interface Queued {
  readonly state: "queued";
  readonly token: string;
  readonly times: Times;
  /** When it is sent again if nobody has started it. */
  readonly due: number;
  readonly sends: number;
  readonly carry: Carry | null;
}
export interface Running {
  readonly state: "running";
  readonly token: string;
  readonly carrier: string;
  readonly times: Times;
  /** When the engine gives it up for running too long; the carrier stops it before. */
  readonly due: number | null;
  readonly carry: Carry;
}
export interface Succeeded {
  readonly state: "success";
  readonly at: number;
  readonly times: Times;
  readonly decision: Decision | null;
  readonly output: Output;
}

/** Whether there is an output, and its length when it can be expanded over. */
export interface Output {
  readonly isPushed: boolean;
  readonly length: number | null;
}

export interface TaskInstance {
  readonly task: number;
  readonly mapIndex: number;
  tryNumber: number;
  maxTries: number;
  status: Status;
  /** What a person wrote on it. */
  note: string | null;
}

export const NONE: Status = { state: "none" };
export const NO_TIMES: Times = { scheduledAt: null, queuedAt: null, startedAt: null };
