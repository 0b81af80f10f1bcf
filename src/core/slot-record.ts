import type { Reason } from "./reason.ts";

/** A slot that has no run, or whose run was cancelled, because its DAG was at its limit of runs. Epoch milliseconds. */
export interface SlotRecord {
  /** Counts all records of the DAG from 1 on. */
  readonly number: number;
  readonly kind: "left_out" | "superseded";
  readonly logicalDate: number;
  readonly interval: { readonly start: number; readonly end: number };
  /** When this was decided. */
  readonly at: number;
  /** The run that was cancelled; null where none was made. */
  readonly runId: string | null;
  /** Logical date of the slot that took the place; null where none did. */
  readonly supersededBy: number | null;
}

export interface SlotRecords {
  /** How many there have been; the newest 1,000 are kept. */
  readonly total: number;
  /** The newest first. */
  readonly records: readonly SlotRecord[];
}

/** Who paused a DAG, when and why. Absent or null values are not known: it was paused when made, or by an older release. */
export interface Pause {
  readonly at: number;
  readonly by: string;
  readonly reason: Reason | null;
}

/** What a record says in words. */
export function explainRecord({ kind, runId, supersededBy }: SlotRecord): Reason {
  const by = supersededBy === null ? "" : new Date(supersededBy).toISOString();
  if (kind === "left_out") return { code: "overlap_left_out", params: {} };
  if (runId === null) return { code: "overlap_superseded", params: { by } };
  return { code: "overlap_cancelled", params: { run: runId, by } };
}
