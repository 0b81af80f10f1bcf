import type { DagBackfillStore } from "./dag-backfill-store.ts";
import type { DagRow } from "./dag-store.ts";

/** What of a DAG's state is looked at. */
interface Standing {
  readonly backfills: DagBackfillStore;
  readonly world: { readonly shipped: object | null };
  now(): number;
  row(): Pick<DagRow, "isPaused">;
}

/** What could not be done at once is tried again after this many milliseconds. */
const RETRY = 5_000;

/** When a backfill has something to do by itself; null when its runs' own words will bring it on. */
export function findBackfillDue(dag: Standing): number | null {
  const { backfills } = dag;
  const again = dag.now() + RETRY;
  for (const { id, state, spec, progress } of backfills.listOpen()) {
    if (state === "cancelling" || backfills.listAdopting(id).length > 0) return again;
    const active = backfills.countActive(id);
    if (progress.isWalked && active === 0) return again;
    if (state === "running" && mayStart(dag) && !progress.isWalked && active < spec.maxActiveRuns) return again;
  }
  return mayStart(dag) && hasStartable(dag) ? again : null;
}

/** Nothing of a paused DAG starts, nor of one that is not deployed. */
export function mayStart(dag: Standing): boolean {
  return !dag.row().isPaused && dag.world.shipped !== null;
}

function hasStartable({ backfills }: Standing): boolean {
  return backfills.listWaiting(1, null).length > 0 && backfills.listOpen().every(({ state }) => state !== "paused");
}
