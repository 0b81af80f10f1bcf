import type { RunState, TaskState } from "./state.ts";

/** One row of a run's journal as people may read it: what changed, and why. Instants are epoch milliseconds. */
export interface JournalRow {
  readonly seq: number;
  readonly at: number;
  /** The event's type. */
  readonly cause: string;
  /** Null where the run's own state stayed. */
  readonly runState: RunState | null;
  /** Mapped tasks with their new number of instances. */
  readonly expansions: readonly (readonly [taskId: string, length: number])[];
  readonly changes: readonly JournalChange[];
}
export type JournalChange = readonly [taskId: string, mapIndex: number, state: TaskState, tryNumber: number];

export interface JournalPage {
  readonly rows: readonly JournalRow[];
  /** Number of the newest row of all. */
  readonly newest: number;
}

/** A run that tells its history. */
export interface JournalObject {
  /** Rows after `after` in order, `limit` at most but whole rows always; null when there is no such run. */
  readJournal(after: number, limit: number): Promise<JournalPage | null>;
}
