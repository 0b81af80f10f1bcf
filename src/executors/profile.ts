import type { Executor } from "../core/graph.ts";
import type { CarrierBudget, LogLimits } from "./contract.ts";

const LOG: LogLimits = { lines: 50_000, characters: 10_000_000 };

/** Where the Worker runs decides what `auto` means; see docs/decisions. */
export type Profile = "edge" | "local";

export type CarrierKind = "inline" | "detached";

export function readProfile(name: unknown): Profile {
  return name === "local" ? "local" : "edge";
}

/**
 * At the edge the queue consumer's own invocation is the cheapest place: waiting costs nothing there, and the platform
 * runs many. Locally a queue has one batch in flight, so that a long attempt would hold back all others.
 */
export function chooseCarrier(executor: Executor, profile: Profile): CarrierKind {
  if (executor === "inline" || executor === "detached") return executor;
  // A direct attempt comes by the queue when calling its carrier failed.
  if (executor === "direct") return "detached";
  return profile === "local" ? "detached" : "inline";
}

/** Kinds of task a carrier may be handed. A detached one can hold anything. */
export function listAccepted(kind: CarrierKind, profile: Profile): Executor[] {
  if (kind === "detached") return ["auto", "inline", "detached", "direct"];
  return profile === "local" ? ["inline"] : ["auto", "inline"];
}

/**
 * Small for an invocation that other messages of its batch share. Larger for an object of its own, which also grows while
 * more is ready than it holds: one that began with a single attempt would stay at one for ever. Locally all share one
 * thread, so that nothing is gained by spreading what one carrier can take at once.
 */
export function chooseBudget(kind: CarrierKind, profile: Profile): CarrierBudget {
  if (kind === "inline") return { attempts: 200, wall: 60_000, parallel: 100, growth: 1, log: LOG };
  const wide = { attempts: 2_000, wall: 600_000, log: LOG };
  return profile === "local" ? { ...wide, parallel: 250, growth: Infinity } : { ...wide, parallel: 100, growth: 2 };
}
