import type { Work } from "./cli.ts";
import { EXIT, Failure } from "./failure.ts";
import { take } from "./take.ts";
import type { RunPath } from "./wait.ts";

/** The newest run of a DAG. No run's id begins so by itself: ids that are made name their kind. */
const LAST = "@last";

/** Throws a Failure when a DAG whose newest run is meant has none. */
export async function findRun({ client }: Work, dag_id: string, dag_run_id: string): Promise<RunPath> {
  if (dag_run_id !== LAST) return { dag_id, dag_run_id };
  const query = { limit: 1, order_by: "-run_after" };
  const page = await take(client.api.v2.dags[":dag_id"].dagRuns.$get({ param: { dag_id }, query }));
  const [last] = page.dag_runs;
  if (last === undefined) throw new Failure(EXIT.refused, `${dag_id} has no run`);
  return { dag_id, dag_run_id: last.dag_run_id };
}
