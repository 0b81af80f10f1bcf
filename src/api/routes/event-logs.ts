import { z } from "@hono/zod-openapi";
import { formatDagId } from "../../core/ids.ts";
import { findAuditEntry, listAuditLog, type AuditEntry, type AuditFilter } from "../../store/audit-log.ts";
import { findReachable, mayReachTeam } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import {
  dropUndefined,
  instant,
  integer,
  limit,
  list,
  offset,
  orderBy,
  text,
  toPage,
  unlessEmpty,
} from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";

const eventLog = z
  .object({
    event_log_id: z.int(),
    when: z.string().openapi({ format: "date-time" }),
    dag_id: z.string().nullable(),
    task_id: z.string().nullable(),
    run_id: z.string().nullable(),
    map_index: z.int().nullable(),
    try_number: z.int().nullable(),
    event: z.string(),
    logical_date: z.string().nullable().openapi({ format: "date-time" }),
    owner: z.string().nullable(),
    extra: z.string().nullable(),
    dag_display_name: z.string().nullable(),
    task_display_name: z.string().nullable(),
  })
  .openapi("EventLogResponse");
const eventLogs = z
  .object({ event_logs: z.array(eventLog), total_entries: z.int() })
  .openapi("EventLogCollectionResponse");

const query = z.object({
  limit,
  offset,
  order_by: orderBy("id"),
  dag_id: text,
  task_id: text,
  run_id: text,
  owner: text,
  event: text,
  map_index: integer.optional(),
  try_number: integer.optional(),
  before: instant,
  after: instant,
  excluded_events: list,
  included_events: list,
  dag_id_pattern: text,
  dag_id_prefix_pattern: text,
  task_id_pattern: text,
  task_id_prefix_pattern: text,
  run_id_pattern: text,
  run_id_prefix_pattern: text,
  owner_pattern: text,
  owner_prefix_pattern: text,
  event_pattern: text,
  event_prefix_pattern: text,
});

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/eventLogs",
  tags: ["Event Log"],
  operationId: "get_event_logs",
  request: { query },
  responses: { 200: answerJson(eventLogs), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("read", {
  method: "get",
  path: "/api/v2/eventLogs/{event_log_id}",
  tags: ["Event Log"],
  operationId: "get_event_log",
  request: { params: z.object({ event_log_id: integer }) },
  responses: { 200: answerJson(eventLog), ...REFUSALS },
});

export type EventLogsRoutes = typeof listRoute | typeof getRoute;

export function registerEventLogs(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const page = take(await listAuditLog(context.env.DB, toFilter(context, asked)));
    const shapes = page.items.slice(0, asked.limit).map(formatEventLog);
    return context.json({ event_logs: shapes, total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const { event_log_id: id } = context.req.valid("param");
    const entry = await findAuditEntry(context.env.DB, id);
    if (entry === null || !isVisible(context, entry))
      throw new Problem(404, `The Event Log with id: \`${id}\` not found`);
    return context.json(formatEventLog(entry), 200);
  });
}

/** An entry of no team is about the deployment: only who reaches every team sees it. */
function isVisible({ var: { principal } }: ApiContext, { team }: AuditEntry): boolean {
  return team === null ? principal.team === null : mayReachTeam(principal, team);
}

function toFilter(context: ApiContext, asked: z.infer<typeof query>): AuditFilter {
  const { principal } = context.var;
  const dag = asked.dag_id === undefined ? undefined : findReachable(principal, asked.dag_id);
  const range = dropUndefined({ lt: asked.before, gt: asked.after });
  return {
    ...toPage(asked, ["id"]),
    at: range,
    team: dag?.team ?? principal.team,
    ...dropUndefined({
      // A DAG that is none has no entries.
      dagIds: dag === undefined ? undefined : (listOne(dag?.dagId) ?? []),
      excludedEvents: unlessEmpty(asked.excluded_events),
      runIds: listOne(asked.run_id),
      taskIds: listOne(asked.task_id),
      mapIndexes: listOne(asked.map_index),
      tryNumbers: listOne(asked.try_number),
      actors: listOne(asked.owner),
      events: chooseEvents(asked.event, asked.included_events),
      dagIdPattern: asked.dag_id_pattern,
      dagIdPrefix: asked.dag_id_prefix_pattern,
      taskIdPattern: asked.task_id_pattern,
      taskIdPrefix: asked.task_id_prefix_pattern,
      runIdPattern: asked.run_id_pattern,
      runIdPrefix: asked.run_id_prefix_pattern,
      actorPattern: asked.owner_pattern,
      actorPrefix: asked.owner_prefix_pattern,
      eventPattern: asked.event_pattern,
      eventPrefix: asked.event_prefix_pattern,
    }),
  };
}

function listOne<T>(value: T | undefined): readonly T[] | undefined {
  return value === undefined ? undefined : [value];
}

function chooseEvents(event: string | undefined, included: readonly string[]): readonly string[] | undefined {
  if (event !== undefined) return included.length === 0 || included.includes(event) ? [event] : [];
  return unlessEmpty(included);
}

function formatEventLog(entry: AuditEntry): z.infer<typeof eventLog> {
  const { team, dagId } = entry;
  const id = dagId === null || team === null ? dagId : formatDagId({ team, dagId });
  return {
    event_log_id: entry.id,
    when: formatInstant(entry.at),
    dag_id: id,
    task_id: entry.taskId,
    run_id: entry.runId,
    map_index: entry.mapIndex,
    try_number: entry.tryNumber,
    event: entry.event,
    logical_date: null,
    owner: entry.actor,
    extra: entry.extra === null ? null : JSON.stringify(entry.extra),
    dag_display_name: id,
    task_display_name: entry.taskId,
  };
}
