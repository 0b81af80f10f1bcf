import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { RunObject } from "../../core/objects.ts";
import type { RunView } from "../../core/protocol.ts";
import type { XComView } from "../../core/views.ts";
import type { ApiApp } from "../environment.ts";
import { flagOr, integerFrom, limit, offset, text } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatValue, formatXCom, xcomNative, xcoms, xcomString } from "../shapes/xcom.ts";
import { ALL, loadRun, requireTaskId, taskPath } from "./paths.ts";
import { readXComValue } from "./xcom-value.ts";

const PATH = "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/xcomEntries";
const mapIndex = integerFrom(-1);

const listRoute = defineRoute("read", {
  method: "get",
  path: PATH,
  tags: ["XCom"],
  operationId: "get_xcom_entries",
  request: {
    params: taskPath,
    query: z.object({ limit, offset, xcom_key: text, xcom_key_pattern: text, map_index: mapIndex.optional() }),
  },
  responses: { 200: answerJson(xcoms), ...BAD_REQUEST, ...REFUSALS },
});

const getRoute = defineRoute("read", {
  method: "get",
  path: `${PATH}/{xcom_key}`,
  tags: ["XCom"],
  operationId: "get_xcom_entry",
  request: {
    params: taskPath.extend({ xcom_key: z.string() }),
    query: z.object({
      map_index: mapIndex.default(-1).openapi({ default: -1 }),
      stringify: flagOr(false),
      deserialize: flagOr(false),
    }),
  },
  responses: { 200: answerJson(z.union([xcomString, xcomNative])), ...BAD_REQUEST, ...REFUSALS },
});

export type XComsRoutes = typeof listRoute | typeof getRoute;

export function registerXComs(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const path = context.req.valid("param");
    const asked = context.req.valid("query");
    if ([path.dag_id, path.dag_run_id, path.task_id].includes(ALL)) throw refuseAll();
    const { object, run } = await loadRun(context, path);
    const found = await collectXComs(object, requireTaskId(path), asked.map_index);
    const matching = found.filter(({ key }) => matchesKey(key, asked));
    const page = matching.slice(asked.offset, asked.offset + asked.limit);
    const body = { xcom_entries: page.map((xcom) => formatXCom(xcom, run)), total_entries: matching.length };
    return context.json(body, 200);
  });
  app.openapi(getRoute, async (context) => {
    const path = context.req.valid("param");
    const { map_index, stringify } = context.req.valid("query");
    const { object, run } = await loadRun(context, path);
    const entries = await object.listXComs({ taskId: requireTaskId(path), mapIndex: map_index });
    const xcom = entries.find((entry) => entry.key === path.xcom_key);
    if (xcom === undefined) throw refuseXCom(run, path);
    const value = await readXComValue(context.env.BLOBS, xcom);
    return context.json({ ...formatXCom(xcom, run), value: formatValue(value, stringify) }, 200);
  });
}

/** Instances whose values one request collects, at most: each is a call to the run's object. */
const COLLECTED_AT_MOST = 500;

/** Of one instance, or without a map index of all instances of the task. */
async function collectXComs(object: RunObject, taskId: string, mapIndex?: number): Promise<readonly XComView[]> {
  if (mapIndex !== undefined) return object.listXComs({ taskId, mapIndex });
  const keys = await object.listInstances(taskId);
  if (keys.length > COLLECTED_AT_MOST) {
    throw new Problem(400, `Task ${taskId} has ${keys.length} instances; ask for one with map_index`);
  }
  const lists = await Promise.all(keys.map((key) => object.listXComs({ taskId, mapIndex: key.mapIndex })));
  return lists.flat();
}

function matchesKey(key: string, asked: { xcom_key?: string | undefined; xcom_key_pattern?: string | undefined }) {
  const { xcom_key, xcom_key_pattern } = asked;
  return (
    (xcom_key === undefined || key === xcom_key) && (xcom_key_pattern === undefined || key.includes(xcom_key_pattern))
  );
}

function refuseAll(): Problem {
  return new Problem(400, "XComs live with their run: name the DAG, the run and the task; `~` is not supported here");
}

function refuseXCom(run: RunView, path: { task_id: string; xcom_key: string }): Problem {
  const owner = `dag_id: \`${formatDagId(run)}\`, run_id: \`${run.runId}\`, task_id: \`${path.task_id}\``;
  return new Problem(404, `XCom entry with key: \`${path.xcom_key}\` not found (${owner})`);
}
