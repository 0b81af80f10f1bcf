import type { Advance } from "../core/advance.ts";
import type { RunEvent } from "../core/event.ts";
import type { Run } from "../core/run.ts";
import type { RunStore } from "./run-store.ts";

/** A run as those see it who follow its journal: its engine is one. */
export interface RunAccess {
  readonly store: RunStore;
  /** Milliseconds, never going back while it is in memory. */
  now(): number;
  /** The run; null when there is none. */
  load(): Run | null;
  /** Gives up the alarm of a run of which nothing is left to do. */
  rest(): boolean;
  /** Takes one event; null when there is no such run. */
  apply(event: RunEvent): Advance | null;
}
