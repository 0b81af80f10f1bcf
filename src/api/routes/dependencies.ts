import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { Reason } from "../../core/reason.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { mapIndex } from "../parameters.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { loadRun, mappedPath, refuseTask, requireTaskId, taskPath } from "./paths.ts";

const TASK = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}";
const TAGS = ["Task Instance"];
const dependencies = z
  .object({
    dependencies: z.array(z.object({ name: z.string(), reason: z.string() }).openapi("TaskDependencyResponse")),
  })
  .openapi("TaskDependencyCollectionResponse");

const route = defineRoute("read", {
  method: "get",
  path: `${TASK}/dependencies`,
  tags: TAGS,
  operationId: "get_task_instance_dependencies",
  request: { params: taskPath, query: z.object({ map_index: mapIndex }) },
  responses: { 200: answerJson(dependencies), ...REFUSALS },
});
const mappedRoute = defineRoute("read", {
  method: "get",
  path: `${TASK}/{map_index}/dependencies`,
  tags: TAGS,
  operationId: "get_task_instance_dependencies_by_map_index",
  request: { params: mappedPath },
  responses: { 200: answerJson(dependencies), ...REFUSALS },
});

export type DependenciesRoutes = typeof route | typeof mappedRoute;

export function registerDependencies(app: ApiApp): void {
  app.openapi(route, async (context) => {
    const { map_index } = context.req.valid("query");
    return context.json(await explain(context, { ...context.req.valid("param"), map_index }), 200);
  });
  app.openapi(mappedRoute, async (context) => context.json(await explain(context, context.req.valid("param")), 200));
}

/** What keeps an instance from being queued, of the rules that keep it; nothing once it is queued, as in Airflow. */
async function explain(context: ApiContext, path: z.infer<typeof mappedPath>): Promise<z.infer<typeof dependencies>> {
  const { key, object } = await loadRun(context, path);
  const wanted = { taskId: requireTaskId(path), mapIndex: path.map_index };
  const instance = await object.getInstance(wanted);
  if (instance === null) throw refuseTask(path);
  if (instance.state !== "none" && instance.state !== "scheduled") return { dependencies: [] };
  const [waits, own] = await Promise.all([object.listWaits(), reachDag(context.env, key).explainRun(key.runId)]);
  const ofTask = waits.filter(({ taskId, state }) => taskId === instance.taskId && state === instance.state);
  const exact = ofTask.filter((wait) => wait.mapIndex === instance.mapIndex);
  // Instances of a mapped task that wait for the same are told together, by the first of them.
  const alike = exact.length > 0 ? exact : ofTask.filter((wait) => wait.alike > 1);
  const reasons = [...alike.map(({ reason }) => reason), ...(own === null ? [] : [own.reason])];
  const found = reasons.map((reason) => ({ name: nameRule(reason), reason: renderReason(reason) }));
  return { dependencies: found.toSorted((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** Airflow's names of its rules, by our reasons; what is neither is named by the first. */
const RULES: readonly (readonly [name: string, codes: readonly string[]])[] = [
  ["Trigger Rule", []],
  [
    "Dagrun Running",
    ["run_queued", "run_held", "run_after_awaited", "dag_paused", "dag_paused_by", "max_active_runs", "run_starts"],
  ],
  ["Previous Dagrun State", ["past_below_open", "past_missing", "past_open", "past_unknown"]],
  ["Pool Slots Available", ["pool_full", "pool_too_small", "pool_unknown", "gate_asked"]],
  ["Task Concurrency", ["task_limit", "rate_full", "max_active_tis_per_dagrun"]],
  ["DAG Slots Available", ["max_active_tasks", "turn_awaited", "backfill_full", "backfill_paused"]],
];

function nameRule({ code }: Reason): string {
  const found = RULES.find(([, codes]) => codes.includes(code)) ?? RULES[0];
  return found?.[0] ?? code;
}
