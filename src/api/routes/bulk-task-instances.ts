import { z } from "@hono/zod-openapi";
import { reachRun } from "../../coordinator/stubs.ts";
import { formatDagId } from "../../core/ids.ts";
import type { InstanceView } from "../../core/views.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { mapIndex } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkResponse, describeBulk } from "../shapes/bulk.ts";
import { type BulkEntities, runBulkEntities } from "./bulk-entities.ts";
import { changeInstances, PATCH_FIELDS, patchFields } from "./mark-instances.ts";
import { readMask } from "./mask.ts";
import { ALL, loadRun, refuseTask, requireTaskId, resolveRun, runPath, taskPath } from "./paths.ts";

const RUN = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances";
const entity = z
  .strictObject({
    ...patchFields,
    task_id: z.string(),
    map_index: z.int().nullish(),
    dag_id: z.string().nullish(),
    dag_run_id: z.string().nullish(),
  })
  .openapi("BulkTaskInstanceBody");
type Entity = z.infer<typeof entity>;

const bulkRoute = defineRoute("operate", {
  method: "patch",
  path: RUN,
  tags: ["Task Instance"],
  operationId: "bulk_task_instances",
  request: { params: runPath, ...takeJson(describeBulk(entity, "BulkTaskInstanceBody")) },
  responses: { 200: answerJson(bulkResponse), ...REFUSALS },
});
const deleteRoute = defineRoute("operate", {
  method: "delete",
  path: `${RUN}/{task_id}`,
  tags: ["Task Instance"],
  operationId: "delete_task_instance",
  request: { params: taskPath, query: z.object({ map_index: mapIndex }) },
  responses: { 200: answerJson(z.null()), ...REFUSALS },
});

export type BulkTaskInstancesRoutes = typeof bulkRoute | typeof deleteRoute;

export function registerBulkTaskInstances(app: ApiApp): void {
  app.openapi(bulkRoute, async (context) => {
    const noun = describeNoun(context, context.req.valid("param"));
    return context.json(await runBulkEntities(noun, context.req.valid("json").actions), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const path = context.req.valid("param");
    const { object } = await loadRun(context, path);
    const wanted = { taskId: requireTaskId(path), mapIndex: context.req.valid("query").map_index };
    const instance = await object.getInstance(wanted);
    if (instance === null) throw refuseTask(path);
    await remove(context, instance);
    return context.json(null, 200);
  });
}

async function remove(context: ApiContext, instance: InstanceView): Promise<void> {
  const { team, dagId, runId, taskId, mapIndex: index } = instance;
  await recordAudit(context, { event: "delete_task_instance", team, dagId, runId, taskId, mapIndex: index });
  const by = context.var.principal.user;
  take(await reachRun(context.env, instance).removeInstance({ v: 1, taskId, mapIndex: index, by }));
}

interface Place {
  readonly dag_id: string;
  readonly dag_run_id: string;
  readonly task_id: string;
  /** Null: all instances of the task. */
  readonly map_index: number | null;
}

interface Found {
  readonly place: Place;
  readonly instances: readonly InstanceView[];
}

function describeNoun(context: ApiContext, path: z.infer<typeof runPath>): BulkEntities<Entity, Found> {
  return {
    title: "Task Instances",
    name: (one) => nameOf(toPlace(path, one)),
    find: async (one) => {
      const place = toPlace(path, one);
      const all = await reachRun(context.env, resolveRun(context, place)).listInstances(requireTaskId(place));
      const instances = all.filter((instance) => (place.map_index ?? instance.mapIndex) === instance.mapIndex);
      return instances.length === 0 ? null : { place, instances };
    },
    update: async ({ place, instances }, body, mask) => {
      const { task_id: _task, map_index: _index, dag_id: _dag, dag_run_id: _run, ...change } = body;
      const given = readMask(change, mask, PATCH_FIELDS);
      const loaded = await loadRun(context, place);
      const targets = [{ taskId: place.task_id, mapIndex: place.map_index }];
      await changeInstances(context, { ...loaded, targets, noun: `Task id ${place.task_id} is` }, given, false);
      return instances.map(nameInstance);
    },
    remove: async ({ instances }) => {
      for (const instance of instances) await remove(context, instance);
      return instances.map(nameInstance);
    },
  };
}

/** Throws a 400 where the path is of all DAGs or runs and the body names none. */
function toPlace(path: z.infer<typeof runPath>, one: Entity | string): Place {
  const given: Pick<Entity, "task_id"> & Partial<Entity> = typeof one === "string" ? { task_id: one } : one;
  const place = {
    dag_id: given.dag_id ?? path.dag_id,
    dag_run_id: given.dag_run_id ?? path.dag_run_id,
    task_id: given.task_id,
    map_index: given.map_index ?? null,
  };
  if (place.dag_id !== ALL && place.dag_run_id !== ALL) return place;
  throw new Problem(
    400,
    `When using wildcard in path, dag_id and dag_run_id must be specified in request body for task_id: ${place.task_id}`,
  );
}

function nameOf({ dag_id, dag_run_id, task_id, map_index }: Place): string {
  return `${dag_id}.${dag_run_id}.${task_id}[${map_index ?? ""}]`;
}

function nameInstance(instance: InstanceView): string {
  return `${formatDagId(instance)}.${instance.runId}.${instance.taskId}[${instance.mapIndex}]`;
}
