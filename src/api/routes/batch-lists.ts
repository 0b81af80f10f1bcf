import { z } from "@hono/zod-openapi";
import { RUN_STATES, TASK_STATES } from "../../core/state.ts";
import { listRuns, type RunFilter } from "../../store/dag-run.ts";
import { listTaskInstances, type InstanceFilter } from "../../store/task-instance.ts";
import { findReachable, type Principal } from "../authorize.ts";
import type { ApiApp } from "../environment.ts";
import { awareInstant, dropUndefined, toPage, toRange } from "../parameters.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { dagRuns } from "../shapes/dag-run.ts";
import { taskInstances, taskState } from "../shapes/task-instance.ts";
import { formatRunPage } from "./dag-runs.ts";
import { formatListed } from "./task-instances.ts";

/** These lists are over everything: what else to narrow them by stands in the body. */
const all = z.literal("~");
const ids = z.array(z.string()).nullish();
const instant = awareInstant.nullish().transform((at) => at ?? undefined);
const seconds = z
  .number()
  .nullish()
  .transform((value) => value ?? undefined);

const bounds = {
  ...describeBounds("run_after", instant),
  ...describeBounds("logical_date", instant),
  ...describeBounds("start_date", instant),
  ...describeBounds("end_date", instant),
  ...describeBounds("duration", seconds),
};
const page = {
  order_by: z.string().nullish(),
  page_offset: z.int().min(0).default(0),
  page_limit: z.int().min(0).default(100),
};

const runsBody = z
  .strictObject({
    ...page,
    dag_ids: ids,
    states: z.array(z.enum(RUN_STATES).nullable()).nullish(),
    ...bounds,
    conf_contains: z.string().nullish(),
  })
  .openapi("DAGRunsBatchBody");
const instancesBody = z
  .strictObject({
    dag_ids: ids,
    dag_run_ids: ids,
    task_ids: ids,
    state: z.array(taskState.nullable()).nullish(),
    ...bounds,
    pool: ids,
    queue: ids,
    executor: ids,
    ...page,
  })
  .openapi("TaskInstancesBatchBody");

const runsRoute = defineRoute("read", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/dagRuns/list",
  tags: ["DagRun"],
  operationId: "get_list_dag_runs_batch",
  request: { params: z.object({ dag_id: all }), ...takeJson(runsBody) },
  responses: { 200: answerJson(dagRuns), ...BAD_REQUEST, ...REFUSALS },
});
const instancesRoute = defineRoute("read", {
  method: "post",
  path: "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/list",
  tags: ["Task Instance"],
  operationId: "get_task_instances_batch",
  request: { params: z.object({ dag_id: all, dag_run_id: all }), ...takeJson(instancesBody) },
  responses: { 200: answerJson(taskInstances), ...BAD_REQUEST, ...REFUSALS },
});

export type BatchListsRoutes = typeof runsRoute | typeof instancesRoute;

/** Lists that are posted, as their filters may be longer than an address. */
export function registerBatchLists(app: ApiApp): void {
  app.openapi(runsRoute, async (context) => {
    const body = context.req.valid("json");
    const found = take(await listRuns(context.env.DB, toRunFilter(context.var.principal, body)));
    return context.json(await formatRunPage(context, found, body.page_limit), 200);
  });
  app.openapi(instancesRoute, async (context) => {
    const body = context.req.valid("json");
    const found = take(await listTaskInstances(context.env.DB, toInstanceFilter(context.var.principal, body)));
    return context.json(await formatListed(context, found, body.page_limit), 200);
  });
}

function toRunFilter(principal: Principal, body: z.infer<typeof runsBody>): RunFilter {
  return {
    ...toCommon(principal, body, ["id"]),
    ...dropUndefined({
      states: body.states?.filter((state) => state !== null),
      // The configuration stands there without the blanks that Python's JSON has.
      confPart: body.conf_contains?.replaceAll(/([:,]) /g, "$1"),
    }),
  };
}

function toInstanceFilter(principal: Principal, body: z.infer<typeof instancesBody>): InstanceFilter {
  // No instance here has a queue or an executor of its own.
  const isImpossible = [body.queue, body.executor].some((names) => (names ?? []).length > 0);
  return {
    ...toCommon(principal, body, []),
    ...dropUndefined({
      runIds: body.dag_run_ids ?? undefined,
      taskIds: isImpossible ? [] : (body.task_ids ?? undefined),
      pools: body.pool ?? undefined,
      states: body.state?.flatMap((state) => TASK_STATES.find((known) => known === (state ?? "none")) ?? []),
    }),
  };
}

type Common = Pick<z.infer<typeof instancesBody>, "dag_ids" | keyof typeof page | keyof typeof bounds>;

function toCommon(principal: Principal, body: Common, order: readonly string[]) {
  const { order_by: orderBy, page_limit: limit, page_offset: offset } = body;
  const dags = body.dag_ids?.flatMap((dagId) => findReachable(principal, dagId) ?? []);
  return {
    ...toPage({ limit, offset, order_by: typeof orderBy === "string" ? [orderBy] : [] }, order),
    team: principal.team,
    ...dropUndefined({
      dags,
      runAfter: toRange(body, "run_after"),
      logicalDate: toRange(body, "logical_date"),
      startedAt: toRange(body, "start_date"),
      endedAt: toRange(body, "end_date"),
      duration: toRange(body, "duration", 1000),
    }),
  };
}

type Bound = "gte" | "gt" | "lte" | "lt";

function describeBounds<Name extends string, S extends z.ZodType>(name: Name, schema: S) {
  return { [`${name}_gte`]: schema, [`${name}_gt`]: schema, [`${name}_lte`]: schema, [`${name}_lt`]: schema } as {
    [Key in `${Name}_${Bound}`]: S;
  };
}
