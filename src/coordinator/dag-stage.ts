import type { RunView } from "../core/protocol.ts";

/**
 * How far a run has come, as its DAG knows it: `accepted` (written down, its object may not know yet), `waiting` (made,
 * not admitted), `live`, `ending` (ended, but something of it may not be told yet), `ended`, `deleted` (something of it may be left), `gone` (a tombstone: its id is never given
 * again, so that nothing late can be taken for the new run's).
 */
export type Stage = "accepted" | "waiting" | "live" | "ending" | "ended" | "deleted" | "gone";

/** Stages at which there is still something to do. */
export type Open = Exclude<Stage, "ended" | "gone">;

/** The stage a run's own word puts it at. */
export function stageOf({ state }: Pick<RunView, "state">): Stage {
  if (state === "queued") return "waiting";
  return state === "running" ? "live" : "ending";
}
