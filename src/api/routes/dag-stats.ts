import { z } from "@hono/zod-openapi";
import { formatDagId, nameDagObject } from "../../core/ids.ts";
import { RUN_STATES } from "../../core/state.ts";
import { countRunStates, type StateCount } from "../../store/dag-stats.ts";
import { findReachable } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { list } from "../parameters.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { runState } from "../shapes/dag-run.ts";

const stateCount = z.object({ state: runState, count: z.int() }).openapi("DagStatsStateResponse");
const dagStats = z
  .object({ dag_id: z.string(), dag_display_name: z.string(), stats: z.array(stateCount) })
  .openapi("DagStatsResponse");
const statsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dagStats",
  tags: ["DagStats"],
  operationId: "get_dag_stats",
  request: { query: z.object({ dag_ids: list }) },
  responses: {
    200: answerJson(
      z.object({ dags: z.array(dagStats), total_entries: z.int() }).openapi("DagStatsCollectionResponse"),
    ),
    ...BAD_REQUEST,
    ...REFUSALS,
  },
});

export type DagStatsRoutes = typeof statsRoute;

export function registerDagStats(app: ApiApp): void {
  app.openapi(statsRoute, async (context) => {
    const counts = await readCounts(context, context.req.valid("query").dag_ids);
    const byDag = Map.groupBy(counts, nameDagObject);
    const dags = [...byDag.values()].flatMap(formatStats);
    return context.json({ dags, total_entries: dags.length }, 200);
  });
}

/** Of the named DAGs, or of all. A DAG without runs is not among them, nor one that is unknown, or of another team. */
function readCounts({ env, var: { principal } }: ApiContext, dagIds: readonly string[]) {
  const keys = dagIds.flatMap((dagId) => findReachable(principal, dagId) ?? []);
  return countRunStates(env.DB, principal.team, dagIds.length === 0 ? undefined : keys);
}

function formatStats(counts: readonly StateCount[]): z.infer<typeof dagStats>[] {
  const [first] = counts;
  if (first === undefined) return [];
  const dagId = formatDagId(first);
  const stats = RUN_STATES.map((state) => ({ state, count: counts.find((one) => one.state === state)?.count ?? 0 }));
  return [{ dag_id: dagId, dag_display_name: first.displayName ?? dagId, stats }];
}
