/** History enough for years: written straight into the lists' database, as only their reading is measured. */

const RUNS = 100_000;
/** Runs of how many DAGs, `seed_0` and so on, with how many instances each. */
export interface History {
  readonly dags: number;
  readonly tasks: number;
}
/** Rows of one statement, so that none takes long. */
const CHUNK = 10_000;

const NUMBERS = "with recursive n (i) as (select cast(?1 as integer) union all select i + 1 from n where i + 1 < ?2)";
/** 2026-01-01, and a run every minute. */
const RUN_AFTER = "1767225600000 + i * 60000";
const RUN_ID = "'scheduled__' || printf('%08d', i)";

const insertRuns = ({
  dags,
}: History) => `insert into dag_run (team, dag_id, run_id, state, run_type, triggered_by, logical_date, run_after, conf,
  graph_hash, bundle_id, queued_at, started_at, ended_at, clear_number, seq)
  ${NUMBERS} select 'default', 'seed_' || (i % ${dags}), ${RUN_ID}, iif(i % 20 = 0, 'failed', 'success'), 'scheduled', 'timetable',
    ${RUN_AFTER}, ${RUN_AFTER}, '{}', 'hash', 'bundle', ${RUN_AFTER}, ${RUN_AFTER} + 5, ${RUN_AFTER} + 4000, 0, 20 from n`;

const insertInstances = ({
  dags,
  tasks,
}: History) => `insert into task_instance (team, dag_id, run_id, task_id, map_index, state, try_number, max_tries, kind,
  pool_slots, priority_weight, queued_at, started_at, ended_at, graph_hash, run_after, logical_date, seq)
  ${NUMBERS}, t (k) as (select 0 union all select k + 1 from t where k + 1 < ${tasks})
  select 'default', 'seed_' || (i % ${dags}), ${RUN_ID}, 'task_' || k, -1, iif(i % 20 = 0 and k = ${tasks - 1}, 'failed', 'success'), 1, 0, 'task',
    1, 1, ${RUN_AFTER}, ${RUN_AFTER} + 5 + k, ${RUN_AFTER} + 9 + k, 'hash', ${RUN_AFTER}, ${RUN_AFTER}, 20 from n, t`;

/** Writes 100,000 runs, one in twenty failed. */
export async function seedHistory(
  db: { prepare(query: string): { bind(...values: unknown[]): { run(): Promise<unknown> } } },
  history: History = { dags: 50, tasks: 10 },
): Promise<void> {
  for (let from = 0; from < RUNS; from += CHUNK) {
    for (const query of [insertRuns(history), insertInstances(history)])
      await db
        .prepare(query)
        .bind(from, from + CHUNK)
        .run();
  }
}
