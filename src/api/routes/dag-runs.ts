import { z } from "@hono/zod-openapi";
import type { RunType } from "../../core/protocol.ts";
import { RUN_STATES, type RunState } from "../../core/state.ts";
import { findDag } from "../../store/dag.ts";
import { listRuns, type RunFilter } from "../../store/dag-run.ts";
import type { ListPage } from "../../store/list.ts";
import type { RunView } from "../../core/protocol.ts";
import { refuseDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import {
  day,
  describeRange,
  dropUndefined,
  integers,
  limit,
  list,
  number,
  offset,
  orderBy,
  text,
  toPage,
  toOpenRange,
  toRange,
  unlessEmpty,
} from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatRuns } from "../versions.ts";
import { dagRun, dagRuns, formatRun, RUN_TYPES } from "../shapes/dag-run.ts";
import { dagPath, findDagOfPath, loadRun, runPath } from "./paths.ts";
import { narrowTeam } from "./team.ts";

const query = z.object({
  limit,
  offset,
  cursor: text,
  order_by: orderBy("id"),
  state: list,
  run_type: list,
  run_id_pattern: text,
  run_id_prefix_pattern: text,
  dag_id_pattern: text,
  dag_id_prefix_pattern: text,
  triggering_user_name_pattern: text,
  triggering_user_name_prefix_pattern: text,
  partition_key_pattern: text,
  partition_key_prefix_pattern: text,
  consuming_asset_pattern: text,
  partition_date_gte: day,
  partition_date_lte: day,
  conf_contains: text,
  dag_version: integers,
  ...describeRange("updated_at"),
  bundle_version: text,
  ...describeRange("run_after"),
  ...describeRange("logical_date"),
  ...describeRange("start_date"),
  ...describeRange("end_date"),
  duration_gte: number,
  duration_gt: number,
  duration_lte: number,
  duration_lt: number,
});
type Query = z.infer<typeof query>;

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagRuns",
  tags: ["DagRun"],
  operationId: "get_dag_runs",
  request: { params: dagPath, query },
  responses: { 200: answerJson(dagRuns), ...BAD_REQUEST, ...REFUSALS },
});

const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/dagRuns/{dag_run_id}",
  tags: ["DagRun"],
  operationId: "get_dag_run",
  request: { params: runPath },
  responses: { 200: answerJson(dagRun), ...REFUSALS },
});

const teamRunsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/runs",
  tags: ["Extensions"],
  operationId: "get_team_runs",
  description: "The list of runs of all DAGs, which `team` narrows to one team's.",
  request: { query: query.extend({ team: text }) },
  responses: { 200: answerJson(dagRuns), ...BAD_REQUEST, ...REFUSALS },
});

export type DagRunsRoutes = typeof listRoute | typeof getRoute | typeof teamRunsRoute;

export function registerDagRuns(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const { dag_id: dagId } = context.req.valid("param");
    const page = take(await listRuns(context.env.DB, toFilter(context, dagId, asked)));
    if (page.total === 0) await requireDag(context, dagId);
    return context.json(await formatRunPage(context, page, asked.limit), 200);
  });
  app.openapi(teamRunsRoute, async (context) => {
    const { team, ...asked } = context.req.valid("query");
    const filter = { ...toFilter(context, "~", asked), ...narrowTeam(context, team) };
    const page = take(await listRuns(context.env.DB, filter));
    return context.json(await formatRunPage(context, page, asked.limit), 200);
  });
  app.openapi(getRoute, async (context) => {
    const { run } = await loadRun(context, context.req.valid("param"));
    const [shape = formatRun(run)] = await formatRuns(context, [run]);
    return context.json(shape, 200);
  });
}

export async function formatRunPage(context: ApiContext, page: ListPage<RunView>, size: number) {
  return {
    dag_runs: await formatRuns(context, page.items.slice(0, size)),
    total_entries: page.total,
    total_entries_limit: page.isExact ? null : page.total,
    next_cursor: page.nextCursor,
    previous_cursor: page.previousCursor,
  };
}

function toFilter(context: ApiContext, dagId: string, asked: Query): RunFilter {
  const dag = findDagOfPath(context, dagId);
  return {
    ...toPage(asked, ["id"]),
    ...(dag === null ? { team: context.var.principal.team } : dag),
    ...dropUndefined({
      cursor: asked.cursor,
      dagIdPattern: asked.dag_id_pattern,
      dagIdPrefix: asked.dag_id_prefix_pattern,
      runIdPattern: asked.run_id_pattern,
      runIdPrefix: asked.run_id_prefix_pattern,
      triggeringUserPattern: asked.triggering_user_name_pattern,
      triggeringUserPrefix: asked.triggering_user_name_prefix_pattern,
      partitionKeyPattern: asked.partition_key_pattern,
      partitionKeyPrefix: asked.partition_key_prefix_pattern,
      versionNumbers: unlessEmpty(asked.dag_version),
      confPart: toConfPart(asked.conf_contains),
      updatedAt: toRange(asked, "updated_at"),
      bundleId: asked.bundle_version,
      runAfter: toRange(asked, "run_after"),
      logicalDate: toRange(asked, "logical_date"),
      startedAt: toOpenRange(asked, "start_date", context.var.now()),
      endedAt: toOpenRange(asked, "end_date", context.var.now()),
      consumedAssetPart: asked.consuming_asset_pattern,
      duration: toRange(asked, "duration", 1000),
      // A run's partition has a key here, and no date: no bound of dates holds it.
      states: hasPartitionDate(asked) ? [] : unlessEmpty(asked.state.map(readRunState)),
      runTypes: unlessEmpty(asked.run_type.map(readRunType)),
    }),
  };
}

/** Throws a 404 for a DAG that is not there: none of its runs were found. */
async function requireDag(context: ApiContext, dagId: string): Promise<void> {
  const key = findDagOfPath(context, dagId);
  if (key !== null && (await findDag(context.env.DB, key)) === null) throw refuseDag(dagId);
}

/** The configuration stands in the database without the blanks that Python's JSON has. */
export function toConfPart(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text.replaceAll(/([:,]) /g, "$1");
}

function hasPartitionDate(asked: Query): boolean {
  return asked.partition_date_gte !== undefined || asked.partition_date_lte !== undefined;
}

/** A state in the query string. Throws a 422 for a word that is none. */
export function readRunState(value: string): RunState {
  const state = RUN_STATES.find((candidate) => candidate === value);
  if (state === undefined) throw refuseChoice("state", value, RUN_STATES);
  return state;
}

function readRunType(value: string): RunType {
  const type = RUN_TYPES.find((candidate) => candidate === value);
  if (type === undefined) throw refuseChoice("run type", value, RUN_TYPES);
  return type;
}

/** Airflow reads these as plain text and refuses them itself, with a 422 and a sentence. */
function refuseChoice(noun: string, value: string, choices: readonly string[]): Problem {
  return new Problem(422, `Invalid value for ${noun}: \`${value}\`. Valid values are ${choices.join(", ")}`);
}
