import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { Graph } from "./graph.ts";
import { nextDagRunInfo, timeOf } from "./timetable.ts";
import type { DagRunInfo, DataInterval, Restriction } from "./timetable.ts";

/** What of a graph says when its runs happen. */
export type ScheduledDag = Pick<
  Graph,
  "team" | "dagId" | "timetable" | "startDate" | "endDate" | "catchup" | "skipsMissed" | "jitter"
>;

/** How far a DAG has come with its schedule. */
export interface ScheduleState {
  /** Data interval of the newest slot that was made or left out. */
  readonly last: DataInterval | null;
  /**
   * Since when the DAG has looked out for its slots: since it was first deployed, was unpaused, or found that it had
   * slept. Null when that is not known.
   */
  readonly awakeSince: number | null;
}

/** The next slot of a DAG, due or not; null when there is none. */
export function nextSlot(dag: ScheduledDag, { last, awakeSince }: ScheduleState, now: number): DagRunInfo | null {
  const restriction = restrict(dag, awakeSince);
  const slot = nextDagRunInfo(dag.timetable, last, restriction, now);
  if (slot === null || !leavesOut(dag, slot, awakeSince)) return slot;
  return nextDagRunInfo(dag.timetable, slot.interval, restriction, now);
}

/** A list of dates without a start date counts from when its DAG is known: what came before was never asked for. */
export function restrict(dag: ScheduledDag, awakeSince: number | null): Restriction {
  const { timetable, startDate, endDate, catchup } = dag;
  const known = timeOf(timetable).kind === "events" && !catchup ? awakeSince : null;
  return { earliest: startDate ?? known, latest: endDate, catchup };
}

function leavesOut({ timetable, skipsMissed }: ScheduledDag, slot: DagRunInfo, awakeSince: number | null): boolean {
  if (skipsMissed !== true || awakeSince === null) return false;
  const { kind } = timeOf(timetable);
  return kind !== "once" && kind !== "continuous" && slot.runAfter < awakeSince;
}

/**
 * How much later a slot's run starts, in milliseconds: a hash of the slot below the jitter, and below the distance to the next
 * slot, so that runs start in the order of their slots. The same slot has the same delay, whoever asks.
 */
export function delaySlot(dag: ScheduledDag, slot: DagRunInfo): number {
  const { jitter = 0, timetable, team, dagId } = dag;
  const { kind } = timeOf(timetable);
  if (jitter <= 0 || kind === "once" || kind === "continuous") return 0;
  const every = { earliest: null, latest: null, catchup: true };
  const next = nextDagRunInfo(timetable, slot.interval, every, slot.runAfter);
  const bound = next === null ? jitter : Math.min(jitter, next.runAfter - slot.runAfter);
  return Math.floor(hashSlot(`${team}/${dagId}/${slot.logicalDate}`) * bound);
}

const BYTES = 6;

/** A number from 0 to below 1. */
function hashSlot(name: string): number {
  const bytes = sha256(utf8ToBytes(name)).subarray(0, BYTES);
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0) / 256 ** BYTES;
}
