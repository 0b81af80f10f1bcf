import type { Json } from "../core/json.ts";
import type { Duration } from "./duration.ts";

const SKIP: unique symbol = Symbol.for("tradewind.skip");
const DEFERRAL: unique symbol = Symbol.for("tradewind.deferral");

/** Returned or thrown: the instance ends as skipped. */
export interface Skip {
  readonly [SKIP]: true;
  readonly reason: string;
}
/** Returned or thrown: the instance holds no compute until a time or an event; the handler is then called again. */
export interface Deferral {
  readonly [DEFERRAL]: true;
  readonly until: Date | Duration | null;
  readonly event: string | null;
  readonly resume: Json;
}
export type DeferOptions = { readonly resume?: Json } & (
  | { readonly until: Date | Duration; readonly event?: string }
  | { readonly until?: Date | Duration; readonly event: string }
);

export function skip(reason: string): Skip {
  return { [SKIP]: true, reason };
}

/** Waits for a time, an event, or the first of both. `resume` comes back as `ctx.resume`. */
export function defer(options: DeferOptions): Deferral {
  const { until = null, event = null, resume = null } = options;
  return { [DEFERRAL]: true, until, event, resume };
}

export function isSkip(value: unknown): value is Skip {
  return typeof value === "object" && value !== null && SKIP in value;
}
export function isDeferral(value: unknown): value is Deferral {
  return typeof value === "object" && value !== null && DEFERRAL in value;
}

/** Another try would fail the same way: the instance fails at once. */
export class NonRetryable extends Error {
  override readonly name = "NonRetryable";
}

/** Another try makes sense after this long, whatever the task's own delay is. */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter";
  readonly delay: Duration;
  constructor(delay: Duration, message = `again after ${delay}`, options?: ErrorOptions) {
    super(message, options);
    this.delay = delay;
  }
}
