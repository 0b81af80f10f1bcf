import { sql } from "drizzle-orm";
import type { DagKey, RunKey } from "../core/ids.ts";
import { openStore } from "./open.ts";
import { dag, dagRun } from "./projected-tables.ts";

export function listDagKeys(db: D1Database): Promise<DagKey[]> {
  const { team, dagId } = dag;
  return openStore(db).select({ team, dagId }).from(dag);
}

/** Those of the runs that have no row. */
export function listMissingRuns(db: D1Database, runs: readonly RunKey[]): Promise<RunKey[]> {
  const rows = JSON.stringify(runs.map(({ team, dagId, runId }) => [team, dagId, runId]));
  return openStore(db).all<RunKey>(sql`
    select value ->> 0 as team, value ->> 1 as "dagId", value ->> 2 as "runId" from json_each(${rows})
    where (value ->> 0, value ->> 1, value ->> 2) not in (select team, dag_id, run_id from ${dagRun})`);
}
