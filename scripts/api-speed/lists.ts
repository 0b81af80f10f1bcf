const RUNS = "/api/v2/dags/~/dagRuns";
const INSTANCES = `${RUNS}/~/taskInstances`;

/** What is asked for, by name. `RUN` stands for a run of the DAG `wide`, of 120 tasks. */
export const LISTS: Readonly<Record<string, string>> = {
  "100 DAGs": "/api/v2/dags?limit=100",
  "100 DAGs by pattern, backwards": "/api/v2/dags?limit=100&dag_id_pattern=%25_1%25&order_by=-dag_id",
  "100 runs of a DAG, newest first": "/api/v2/dags/seed_7/dagRuns?limit=100&order_by=-run_after",
  "100 runs of all DAGs, newest first": `${RUNS}?limit=100&order_by=-run_after`,
  "100 runs of all DAGs, by start": `${RUNS}?limit=100&order_by=-start_date`,
  "100 failed runs, newest first": `${RUNS}?limit=100&state=failed&order_by=-run_after`,
  "100 successful runs, by start": `${RUNS}?limit=100&state=success&order_by=-start_date`,
  "100 runs by cursor": `${RUNS}?limit=100&order_by=-run_after&cursor=`,
  "100 task instances of a run": "/api/v2/dags/wide/dagRuns/RUN/taskInstances?limit=100",
  "100 task instances of a DAG": "/api/v2/dags/seed_7/dagRuns/~/taskInstances?limit=100",
  "100 task instances of all DAGs": `${INSTANCES}?limit=100`,
  "100 task instances, newest start first": `${INSTANCES}?limit=100&order_by=-start_date`,
  "100 failed task instances": `${INSTANCES}?limit=100&state=failed`,
  "runs by state, of 100 DAGs": `/api/v2/dagStats?${Array.from({ length: 100 }, (_, index) => `dag_ids=seed_${index}`).join("&")}`,
};
