import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import type { ApiApp } from "../environment.ts";
import { flagOr, integerFrom } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatValue, formatXCom, xcomNative, xcoms, xcomString } from "../shapes/xcom.ts";
import { loadRun, requireTaskId, taskPath } from "./paths.ts";
import { collectXComs, sortXComs, xcomQuery } from "./xcom-query.ts";
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
    query: xcomQuery,
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
    const found = sortXComs(await collectXComs(context, path, asked), asked.order_by);
    const page = found.slice(asked.offset, asked.offset + asked.limit);
    const shapes = page.map(({ entry, run }) => formatXCom(entry, run));
    return context.json({ xcom_entries: shapes, total_entries: found.length }, 200);
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

export function refuseXCom(run: RunView, path: { task_id: string; xcom_key: string }): Problem {
  const owner = `dag_id: \`${formatDagId(run)}\`, run_id: \`${run.runId}\`, task_id: \`${path.task_id}\``;
  return new Problem(404, `XCom entry with key: \`${path.xcom_key}\` not found (${owner})`);
}
