import { RUNS } from "./deployment.ts";
import type { View } from "./views.ts";

const LOAD = "/dags/sales.load_orders";
const run = ({ dag, run: id }: { dag: string; run: string }) => `/dags/${dag}/runs/${id}`;
const extract = `${run(RUNS.loaded)}/tasks/extract`;
const charge = `${run(RUNS.refused)}/tasks/charge`;

/** The tabs of a DAG, of a run and of a task, and what is played. */
export const DAG_VIEWS: readonly View[] = [
  { name: "dag-graph", path: `${LOAD}?tab=graph`, shows: "deduplicate" },
  {
    name: "dag-waterfall",
    path: `/dags/${RUNS.refused.dag}?tab=waterfall&run=${RUNS.refused.run}`,
    shows: "Critical path",
  },
  {
    name: "dag-waterfall-live",
    path: `/dags/${RUNS.walking.dag}?tab=waterfall&run=${RUNS.walking.run}`,
    shows: "walk",
  },
  { name: "dag-runs", path: `${LOAD}?tab=runs`, shows: "loaded" },
  { name: "dag-tasks", path: `${LOAD}?tab=tasks`, shows: "clean.deduplicate" },
  { name: "dag-calendar", path: `${LOAD}?tab=calendar`, shows: "planned" },
  { name: "dag-versions", path: `${LOAD}?tab=versions`, shows: "There is only one version" },
  { name: "dag-code", path: `${LOAD}?tab=code`, shows: "asking the shop for orders" },
  { name: "dag-never-run", path: "/dags/never_run", shows: "No runs yet" },
  { name: "dag-hostile", path: "/dags/hostile_words?tab=tasks", shows: "speak" },
  { name: "run-branch", path: run(RUNS.chosen), shows: "audit" },
  { name: "history", path: `${run(RUNS.refused)}/history`, shows: "notify" },
  { name: "history-graph", path: `${run(RUNS.refused)}/history?view=graph`, shows: "notify" },
  { name: "simulate", path: `${LOAD}/simulate`, shows: "Simulated run" },
  { name: "task-details", path: `${extract}?tab=details`, shows: "Duration over the last runs" },
  { name: "task-xcom", path: `${extract}?tab=xcom`, shows: "return_value" },
  { name: "task-mapped", path: charge, shows: "Instance" },
  { name: "task-instance", path: `${charge}?map=2&at=error`, shows: "the bank refuses card c-19" },
  { name: "task-attempts", path: `${run(RUNS.chosen)}/tasks/train?try=1&beside=2`, shows: "the accelerator went away" },
  { name: "task-not-started", path: `${run(RUNS.refused)}/tasks/book`, shows: "It has not started" },
];
