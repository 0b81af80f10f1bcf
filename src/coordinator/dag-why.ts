import type { Reason } from "../core/reason.ts";
import type { RunWait } from "../core/objects.ts";
import type { DagState } from "./dag-state.ts";
import type { RunRow } from "./dag-store.ts";

/** Runs named at most. */
const HOLDERS = 5;

/** Why a run has not started, by the rule that keeps it back; null for one that has, or is not known. */
export function explainRun(dag: DagState, runId: string): RunWait | null {
  const run = dag.store.findRun(runId);
  if (run === null || (run.stage !== "accepted" && run.stage !== "waiting")) return null;
  const { runAfter, backfillId = null } = run.identity;
  const { pause } = dag.slots.read();
  if (dag.row().isPaused) {
    const by = pause?.by ?? "";
    return wait({ code: by === "" ? "dag_paused" : "dag_paused_by", params: { by } }, { since: pause?.at ?? null });
  }
  if (runAfter > dag.now()) return wait({ code: "run_after_awaited", params: {} }, { until: runAfter });
  return backfillId === null ? explainOwn(dag) : explainBackfill(dag, backfillId);
}

function explainOwn(dag: DagState): RunWait {
  const limit = dag.maxActiveRuns();
  const active = dag.store.countOwnRuns("live");
  if (active < limit) return wait({ code: "run_starts", params: {} });
  const holders = dag.store.listRuns("live", 1_000).filter(({ identity }) => (identity.backfillId ?? null) === null);
  return wait({ code: "max_active_runs", params: { active, limit } }, { holders: name(holders) });
}

function explainBackfill(dag: DagState, id: number): RunWait {
  const row = dag.backfills.find(id);
  if (row?.state === "paused") return wait({ code: "backfill_paused", params: { backfill: id } });
  const limit = row?.spec.maxActiveRuns ?? 0;
  const active = dag.backfills.countRuns(id, "live");
  if (active < limit) return wait({ code: "run_starts", params: {} });
  const holders = dag.store.listRuns("live", 1_000).filter(({ identity }) => identity.backfillId === id);
  return wait({ code: "backfill_full", params: { backfill: id, active, limit } }, { holders: name(holders) });
}

function wait(reason: Reason, more: Partial<RunWait> = {}): RunWait {
  return { reason, since: null, until: null, holders: [], ...more };
}
function name(runs: readonly RunRow[]): RunWait["holders"] {
  return runs.slice(0, HOLDERS).map(({ identity: { runId } }) => runId);
}
