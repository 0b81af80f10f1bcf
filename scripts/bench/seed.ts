/** History enough for years: written straight into the lists' database, as only their reading is measured. */

const RUNS = 100_000;
const TASKS = 10;
const DAGS = 50;
/** Rows of one statement, so that none takes long. */
const CHUNK = 10_000;

const NUMBERS = "with recursive n (i) as (select ?1 union all select i + 1 from n where i + 1 < ?2)";
/** 2026-01-01, and a run every minute. */
const RUN_AFTER = "1767225600000 + i * 60000";
const DAG_ID = `'seed_' || (i % ${DAGS})`;
const RUN_ID = "'scheduled__' || printf('%08d', i)";

const INSERT_RUNS = `insert into dag_run (team, dag_id, run_id, state, run_type, triggered_by, logical_date, run_after, conf,
  graph_hash, bundle_id, queued_at, started_at, ended_at, clear_number, seq)
  ${NUMBERS} select 'default', ${DAG_ID}, ${RUN_ID}, iif(i % 20 = 0, 'failed', 'success'), 'scheduled', 'timetable',
    ${RUN_AFTER}, ${RUN_AFTER}, '{}', 'hash', 'bundle', ${RUN_AFTER}, ${RUN_AFTER} + 5, ${RUN_AFTER} + 4000, 0, 20 from n`;

const INSERT_INSTANCES = `insert into task_instance (team, dag_id, run_id, task_id, map_index, state, try_number, max_tries, kind,
  pool_slots, priority_weight, queued_at, started_at, ended_at, graph_hash, run_after, logical_date, seq)
  ${NUMBERS}, t (k) as (select 0 union all select k + 1 from t where k + 1 < ${TASKS})
  select 'default', ${DAG_ID}, ${RUN_ID}, 'task_' || k, -1, iif(i % 20 = 0 and k = 9, 'failed', 'success'), 1, 0, 'task',
    1, 1, ${RUN_AFTER}, ${RUN_AFTER} + 5 + k, ${RUN_AFTER} + 9 + k, 'hash', ${RUN_AFTER}, ${RUN_AFTER}, 20 from n, t`;

/** Writes 100,000 runs of 50 DAGs, one in twenty failed, with ten instances each. */
export async function seedHistory(db: {
  prepare(query: string): { bind(...values: unknown[]): { run(): Promise<unknown> } };
}): Promise<void> {
  for (let from = 0; from < RUNS; from += CHUNK) {
    for (const query of [INSERT_RUNS, INSERT_INSTANCES])
      await db
        .prepare(query)
        .bind(from, from + CHUNK)
        .run();
  }
}
