import type { RunObject } from "../core/objects.ts";
import type { RunIdentity } from "../core/protocol.ts";
import type { Dag } from "../sdk/index.ts";
import type { Locate } from "./frames.ts";

/*
 * Whoever carries attempts out speaks to their run through these calls and no others: serializable, repeatable, small
 * enough for HTTP. A carrier that dies simply stops beating; its run gives its attempts to another.
 */
export type RunLink = Pick<RunObject, "start" | "finish" | "heartbeat" | "readOutputs">;

/** Finds the code of a run: exactly the bundle it was made with, or null. */
export interface Registry {
  resolve(run: Pick<RunIdentity, "team" | "dagId" | "bundleId">): Promise<Dag | null>;
  /** Names the author's file and line in the frames of a text. Absent: the code runs as it was written. */
  readonly locate?: Locate;
}

/** Large values, by key. */
export interface ValueStore {
  put(key: string, text: string): Promise<void>;
  get(key: string): Promise<string | null>;
}

/** How much one carrier takes upon itself before it lets the queue spread the rest. */
export interface CarrierBudget {
  /** Attempts in all. */
  readonly attempts: number;
  /** Milliseconds since it began, after which it takes no more. */
  readonly wall: number;
  /** Attempts at once, and how many times as many as have just ended it takes in their place. */
  readonly parallel: number;
  readonly growth: number;
  readonly log: LogLimits;
}

/** What one try may log: more is cut, and the cut is marked. */
export interface LogLimits {
  readonly lines: number;
  readonly characters: number;
}
