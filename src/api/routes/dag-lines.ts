import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import { RUN_STATES } from "../../core/state.ts";
import { listDags, type DagDetails, type DagFilter } from "../../store/dag.ts";
import { readDagLines, type DagExtras } from "../../store/dag-page.ts";
import type { ApiApp } from "../environment.ts";
import { dropUndefined, flag, list, text, unlessEmpty } from "../parameters.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatRecent, recentRun } from "../shapes/recent-run.ts";
import { formatInstant } from "../shapes/time.ts";
import { narrowTeam } from "./team.ts";

const date = z.string().openapi({ format: "date-time" });
const line = z.object({
  dag_id: z.string(),
  dag_display_name: z.string(),
  team: z.string(),
  description: z.string().nullable(),
  tags: z.array(z.string()),
  owners: z.array(z.string()),
  timetable_summary: z.string().nullable(),
  is_paused: z.boolean(),
  is_stale: z.boolean(),
  has_import_errors: z.boolean(),
  /** Of who asks. */
  is_favorite: z.boolean(),
  active_runs: z.int(),
  max_active_runs: z.int(),
  next_run: z.object({ run_after: date, logical_date: date }).nullable(),
  /** Newest first. */
  runs: z.array(recentRun),
});
const lines = z
  .object({
    dags: z.array(line),
    total_entries: z.int(),
    next_cursor: z.string().nullable(),
    /** Every team in reach that has DAGs, whatever the list is narrowed to. */
    teams: z.array(z.string()),
    counts: z.object({ all: z.int(), active: z.int(), paused: z.int(), broken: z.int(), running: z.int() }),
  })
  .openapi("DagLinesResponse");

const query = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).default(0),
  cursor: text,
  /** Runs of each DAG. */
  runs: z.coerce.number().int().min(0).max(50).default(14),
  order_by: list,
  /** One of the teams in reach; any other has no DAGs. */
  team: text,
  dag_id_pattern: text,
  tags: list,
  tags_match_mode: z.enum(["any", "all"]).optional(),
  owners: list,
  paused: flag.optional(),
  has_import_errors: flag.optional(),
  last_dag_run_state: z.enum(RUN_STATES).optional(),
  is_favorite: flag.optional(),
  exclude_stale: flag.default(true),
});

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags",
  tags: ["Extensions"],
  operationId: "get_dag_lines",
  description: "The list of DAGs, each with its newest runs and its next one, in one request.",
  request: { query },
  responses: { 200: answerJson(lines), ...BAD_REQUEST, ...REFUSALS },
});

export type DagLinesRoutes = typeof listRoute;

export function registerDagLines(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const { user, team } = context.var.principal;
    const filter = { ...toFilter(asked, user), ...narrowTeam(context, asked.team) };
    const page = take(await listDags(context.env.DB, filter));
    const { extras, counts, teams } = await readDagLines(context.env.DB, page.items, asked.runs, { user, team });
    const dags = page.items.map((details, at) => formatLine(details, extras[at] ?? NONE));
    return context.json(
      { dags, total_entries: page.total, next_cursor: page.nextCursor, teams: [...teams], counts },
      200,
    );
  });
}

function toFilter(asked: z.infer<typeof query>, username: string): DagFilter {
  const orderBy = unlessEmpty(asked.order_by);
  return {
    limit: asked.limit,
    offset: asked.offset,
    ...dropUndefined({
      cursor: asked.cursor,
      orderBy,
      tags: unlessEmpty(asked.tags),
      tagsMatchMode: asked.tags_match_mode,
      owners: unlessEmpty(asked.owners),
      dagIdPattern: asked.dag_id_pattern,
      isPaused: asked.paused,
      hasImportErrors: asked.has_import_errors,
      lastRunState: asked.last_dag_run_state,
      favorite: asked.is_favorite === undefined ? undefined : { username, isFavorite: asked.is_favorite },
      isStale: asked.exclude_stale ? false : undefined,
    }),
  };
}

const NONE: DagExtras = { runs: [], isFavorite: false };

function formatLine(row: DagDetails, { runs, isFavorite }: DagExtras): z.infer<typeof line> {
  const { nextRun } = row;
  return {
    dag_id: formatDagId(row),
    dag_display_name: row.displayName ?? row.dagId,
    team: row.team,
    description: row.description,
    tags: [...row.tags],
    owners: [...row.owners],
    timetable_summary: row.timetableSummary,
    is_paused: row.isPaused,
    is_stale: row.isStale,
    has_import_errors: row.hasImportErrors,
    is_favorite: isFavorite,
    active_runs: row.liveRuns,
    max_active_runs: row.maxActiveRuns,
    next_run: nextRun && {
      run_after: formatInstant(nextRun.runAfter),
      logical_date: formatInstant(nextRun.logicalDate),
    },
    runs: runs.map((run) => formatRecent(run)),
  };
}
