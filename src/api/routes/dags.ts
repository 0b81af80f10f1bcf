import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import type { DagKey } from "../../core/ids.ts";
import { RUN_STATES } from "../../core/state.ts";
import type { Timetable } from "../../core/timetable.ts";
import { findDag, listDags, type DagDetails, type DagFilter } from "../../store/dag.ts";
import { isFavorite } from "../../store/dag-favorite.ts";
import { findLatestDagVersion } from "../../store/dag-version.ts";
import { recordAudit } from "../audit.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import {
  describeRange,
  dropUndefined,
  flag,
  flagOr,
  limit,
  list,
  offset,
  orderBy,
  text,
  toPage,
  toRange,
  unlessEmpty,
} from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { dag, dags, formatDag, overlayView } from "../shapes/dag.ts";
import { dagDetails, formatDagDetails } from "../shapes/dag-details.ts";
import { BUNDLE_NAME } from "../shapes/dag-version.ts";
import { readRunState } from "./dag-runs.ts";
import { dagPath } from "./paths.ts";

/** What both the list and a change of many choose by. */
const choice = z.object({
  limit,
  offset,
  tags: list,
  tags_match_mode: z.enum(["any", "all"]).optional(),
  owners: list,
  dag_id_pattern: text,
  dag_id_prefix_pattern: text,
  exclude_stale: flagOr(true),
  paused: flag.optional(),
});
const query = choice.extend({
  order_by: orderBy("dag_id"),
  dag_display_name_pattern: text,
  dag_display_name_prefix_pattern: text,
  bundle_name: text,
  bundle_version: text,
  has_import_errors: flag.optional(),
  last_dag_run_state: z.enum(RUN_STATES).openapi("DagRunState").optional(),
  dag_run_state: list,
  ...describeRange("dag_run_start_date"),
  ...describeRange("dag_run_end_date"),
  has_asset_schedule: flag.optional(),
  asset_dependency: text,
  timetable_type: list,
  is_favorite: flag.optional(),
});
type Query = z.infer<typeof choice> & Partial<z.infer<typeof query>>;
const patchBody = z.strictObject({ is_paused: z.boolean() }).openapi("DAGPatchBody");

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags",
  tags: ["DAG"],
  operationId: "get_dags",
  request: { query },
  responses: { 200: answerJson(dags), ...BAD_REQUEST, ...REFUSALS },
});
const patchManyRoute = defineRoute("operate", {
  method: "patch",
  path: "/api/v2/dags",
  tags: ["DAG"],
  operationId: "patch_dags",
  request: { query: choice.extend({ update_mask: list }), ...takeJson(patchBody) },
  responses: { 200: answerJson(dags), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}",
  tags: ["DAG"],
  operationId: "get_dag",
  request: { params: dagPath },
  responses: { 200: answerJson(dag), ...BAD_REQUEST, ...REFUSALS },
});
const patchRoute = defineRoute("operate", {
  method: "patch",
  path: "/api/v2/dags/{dag_id}",
  tags: ["DAG"],
  operationId: "patch_dag",
  request: { params: dagPath, query: z.object({ update_mask: list }), ...takeJson(patchBody) },
  responses: { 200: answerJson(dag), ...BAD_REQUEST, ...REFUSALS },
});
const detailsRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/dags/{dag_id}/details",
  tags: ["DAG"],
  operationId: "get_dag_details",
  request: { params: dagPath },
  responses: { 200: answerJson(dagDetails), ...BAD_REQUEST, ...REFUSALS },
});

export type DagsRoutes =
  | typeof listRoute
  | typeof patchManyRoute
  | typeof getRoute
  | typeof patchRoute
  | typeof detailsRoute;

export function registerDags(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const page = take(await listDags(context.env.DB, toFilter(context, asked)));
    const shapes = page.items.slice(0, asked.limit).map(formatDag);
    return context.json({ dags: shapes, total_entries: page.total }, 200);
  });
  app.openapi(patchManyRoute, async (context) => {
    const asked = context.req.valid("query");
    checkMask(asked.update_mask);
    const page = take(await listDags(context.env.DB, toFilter(context, asked)));
    const chosen = page.items.slice(0, asked.limit);
    const changed = await pauseAll(context, chosen, context.req.valid("json").is_paused);
    return context.json({ dags: changed.map(formatDag), total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const details = await loadDag(context, context.req.valid("param").dag_id);
    return context.json(formatDag(details), 200);
  });
  app.openapi(patchRoute, async (context) => {
    checkMask(context.req.valid("query").update_mask);
    const details = await loadDag(context, context.req.valid("param").dag_id);
    return context.json(formatDag(await pause(context, details, context.req.valid("json").is_paused)), 200);
  });
  app.openapi(detailsRoute, async (context) => {
    const details = await loadDag(context, context.req.valid("param").dag_id);
    const [version, isMine] = await Promise.all([
      findLatestDagVersion(context.env.DB, details),
      isFavorite(context.env.DB, context.var.principal.user, details),
    ]);
    return context.json(formatDagDetails(details, version, isMine), 200);
  });
}

/** A DAG by its id, as its object knows it now. */
export async function loadDag(context: ApiContext, dagId: string): Promise<DagDetails> {
  const key = resolveDag(context.var.principal, dagId);
  const details = await findDag(context.env.DB, key);
  if (details === null) throw refuseDag(dagId);
  return overlayView(details, await reachDag(context.env, key).getView());
}

function toFilter(context: ApiContext, asked: Query): DagFilter {
  const { user: username } = context.var.principal;
  return {
    ...toPage({ order_by: [], ...asked }),
    team: context.var.principal.team,
    ...dropUndefined({
      tags: unlessEmpty(asked.tags),
      owners: unlessEmpty(asked.owners),
      tagsMatchMode: asked.tags_match_mode,
      dagIdPattern: asked.dag_id_pattern,
      dagIdPrefix: asked.dag_id_prefix_pattern,
      displayNamePattern: asked.dag_display_name_pattern,
      displayNamePrefix: asked.dag_display_name_prefix_pattern,
      bundleId: asked.bundle_version,
      // All files are of one bundle.
      dagIds: asked.bundle_name === undefined || asked.bundle_name === BUNDLE_NAME ? undefined : [],
      isPaused: asked.paused,
      hasImportErrors: asked.has_import_errors,
      lastRunState: asked.last_dag_run_state,
      lastRun: toLastRun(asked),
      hasAssets: asked.has_asset_schedule,
      assetPattern: asked.asset_dependency,
      timetableKinds: unlessEmpty((asked.timetable_type ?? []).flatMap(listKinds)),
      favorite: asked.is_favorite === undefined ? undefined : { username, isFavorite: asked.is_favorite },
      isStale: asked.exclude_stale ? false : undefined,
    }),
  };
}

/** Bounds on a DAG's newest run; undefined when none was given. */
function toLastRun(asked: Query): DagFilter["lastRun"] {
  const bounds = dropUndefined({
    states: unlessEmpty((asked.dag_run_state ?? []).map(readRunState)),
    startedAt: toRange(asked, "dag_run_start_date"),
    endedAt: toRange(asked, "dag_run_end_date"),
  });
  return Object.keys(bounds).length === 0 ? undefined : bounds;
}

/** Airflow's class of each kind of timetable, by its last name or with the module before it; our own word will do. */
const TIMETABLES: Readonly<Record<Timetable["kind"], readonly string[]>> = {
  none: ["NullTimetable"],
  once: ["OnceTimetable"],
  continuous: ["ContinuousTimetable"],
  cron_trigger: ["CronTriggerTimetable", "MultipleCronTriggerTimetable"],
  cron_interval: ["CronDataIntervalTimetable"],
  delta_interval: ["DeltaDataIntervalTimetable"],
  delta_trigger: ["DeltaTriggerTimetable"],
  events: ["EventsTimetable"],
  calendar: [],
  assets: ["AssetTriggeredTimetable"],
  asset_or_time: ["AssetOrTimeSchedule"],
};

/** The kinds of a class; a class that is none of these is of no DAG. */
function listKinds(name: string): readonly string[] {
  const kinds = Object.entries(TIMETABLES).filter(([, classes]) => classes.includes(name.split(".").at(-1) ?? ""));
  return kinds.length === 0 ? [name] : kinds.map(([kind]) => kind);
}

function checkMask(mask: readonly string[]): void {
  if (mask.every((name) => name === "is_paused")) return;
  throw new Problem(400, "Only `is_paused` field can be updated through the REST API");
}

async function pause(context: ApiContext, details: DagDetails, isPaused: boolean): Promise<DagDetails> {
  const { team, dagId }: DagKey = details;
  await recordAudit(context, { event: "patch_dag", team, dagId, extra: { is_paused: isPaused } });
  const why = { by: context.var.principal.user, reason: null };
  return overlayView(details, take(await reachDag(context.env, { team, dagId }).setPaused(isPaused, why)));
}

/** DAGs changed side by side. */
const AT_ONCE = 20;

async function pauseAll(context: ApiContext, chosen: readonly DagDetails[], isPaused: boolean) {
  const changed: DagDetails[] = [];
  for (let from = 0; from < chosen.length; from += AT_ONCE) {
    const batch = chosen.slice(from, from + AT_ONCE);
    changed.push(...(await Promise.all(batch.map((details) => pause(context, details, isPaused)))));
  }
  return changed;
}
