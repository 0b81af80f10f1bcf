import type { DagKey } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import { listRuns } from "../../store/dag-run.ts";
import type { ApiContext } from "../environment.ts";
import { dropUndefined } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";

/** Runs one request changes while its caller waits, at most. */
export const RUNS_AT_MOST = 100;

export interface Bounds {
  readonly gte: number | undefined;
  readonly lte: number | undefined;
}

/** A run, with those before and after it by logical date; both together are all runs there are, as in Airflow. */
export async function chooseAround(
  context: ApiContext,
  run: RunView,
  { past, future }: { readonly past: boolean; readonly future: boolean },
): Promise<readonly RunView[]> {
  if (!future && !past) return [run];
  if (run.logicalDate === null) throw new Problem(400, "A run without a logical date has no past and no future");
  return findRuns(context, run, { gte: past ? undefined : run.logicalDate, lte: future ? undefined : run.logicalDate });
}

/** The runs of a DAG within bounds of their logical date; without any, also those that have none. */
export async function findRuns({ env }: ApiContext, dag: DagKey, bounds: Bounds): Promise<readonly RunView[]> {
  const key = { team: dag.team, dagId: dag.dagId };
  const logicalDate = dropUndefined(bounds);
  const isBound = Object.keys(logicalDate).length > 0;
  const page = take(await listRuns(env.DB, { ...key, limit: RUNS_AT_MOST, ...(isBound ? { logicalDate } : {}) }));
  if (page.total <= RUNS_AT_MOST) return page.items;
  throw new Problem(
    400,
    `That are ${page.total} runs; at most ${RUNS_AT_MOST} are changed while you wait. Narrow the dates, or use POST /api/x/dags/{dag_id}/dagRuns:action, which takes any number in the background`,
  );
}

/** The runs of a DAG that are of a partition. */
export async function listPartition(
  db: D1Database,
  { team, dagId }: DagKey,
  partitionKey: string,
): Promise<readonly RunView[]> {
  const found = take(await listRuns(db, { team, dagId, partitionKey, limit: RUNS_AT_MOST }));
  if (found.total <= RUNS_AT_MOST) return found.items;
  throw new Problem(400, `That are ${found.total} runs; at most ${RUNS_AT_MOST} are cleared while you wait`);
}
