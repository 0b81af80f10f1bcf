import { env } from "cloudflare:workers";
import { readSettings } from "./settings.ts";

/**
 * A clock as the edge has it: it stands still while something computes, and moves when something comes in from outside (a
 * request, an answer, a timer). Before anything has, it shows nothing, as the edge's does while a Worker loads.
 * Source: developers.cloudflare.com/workers/runtime-apis/web-standards and /performance: "the last time I/O occurred".
 * To be imported before the product, which may keep `Date.now` for itself.
 */
const real = Date.now;
let shown = 0;

/** Whether this Worker is to be as the edge: a clock that stands still, and an account of each invocation's CPU time. */
export const isEdge = readSettings(env).frozenClock;

/** Epoch milliseconds by the clock of the machine. */
export function readRealClock(): number {
  return real();
}

/** Something has come in: the clock shows the time of it. */
export function moveClock(): void {
  shown = real();
}

/** Puts the clock in place of the runtime's. */
export function freezeClock(): void {
  const frozen = (): number => shown;
  const construct = (original: DateConstructor, given: unknown[], made: DateConstructor): Date =>
    Reflect.construct(original, given.length === 0 ? [shown] : given, made) as Date;
  globalThis.Date = new Proxy(Date, { construct, apply: () => new globalThis.Date().toString() });
  Date.now = frozen;
  performance.now = () => shown - performance.timeOrigin;
}
