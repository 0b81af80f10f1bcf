import { z } from "@hono/zod-openapi";
import { reachDag } from "../../coordinator/stubs.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { Reason } from "../../core/reason.ts";
import { explainRecord } from "../../core/slot-record.ts";
import type { SlotRecord } from "../../core/slot-record.ts";
import type { SlotRange } from "../../core/timetable-catchup.ts";
import { previewSchedule } from "../../core/timetable-preview.ts";
import type { PreviewedRun, SchedulePreview } from "../../core/timetable-preview.ts";
import type { DagView } from "../../core/views.ts";
import { recordAudit } from "../audit.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatInstant, formatOptional } from "../shapes/time.ts";
import { integerFrom } from "../parameters.ts";
import { loadVersion } from "./dag-contents.ts";
import { dagPath } from "./paths.ts";

/** Runs foretold, or records told, by one request. */
const AT_MOST = 1_000;

const date = z.string().openapi({ format: "date-time" });
const reason = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()), text: z.string() });
const slot = z.object({
  run_after: date,
  logical_date: date,
  data_interval_start: date,
  data_interval_end: date,
  starts_at: date,
  local: z.string(),
  note: reason.nullable(),
});
const range = z.object({ count: z.int(), is_more: z.boolean(), first: date.nullable(), last: date.nullable() });
const preview = z.object({
  dag_id: z.string(),
  timezone: z.string(),
  runs: z.array(slot),
  jitter_milliseconds: z.number(),
  catchup: z.object({ makes: range, leaves_out: range, reason }),
  end: reason.nullable(),
});
const previewRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/schedule/preview",
  tags: ["Extensions"],
  operationId: "preview_schedule",
  request: { query: z.object({ dag_id: z.string(), n: integerFrom(1, AT_MOST).default(10).openapi({ default: 10 }) }) },
  responses: { 200: answerJson(preview), ...BAD_REQUEST, ...REFUSALS },
});

const pause = z.object({ at: date, by: z.string(), reason: reason.nullable() });
const schedule = z.object({
  dag_id: z.string(),
  is_paused: z.boolean(),
  pause: pause.nullable(),
  next_run_after: date.nullable(),
  slots_left_out: z.int(),
});
const scheduleRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/schedule",
  tags: ["Extensions"],
  operationId: "get_schedule",
  request: { params: dagPath },
  responses: { 200: answerJson(schedule), ...BAD_REQUEST, ...REFUSALS },
});
const pauseBody = z.strictObject({ is_paused: z.boolean(), reason: z.string().min(1).max(1_000).optional() });
const pauseRoute = defineRoute("operate", {
  method: "patch",
  path: "/api/x/dags/{dag_id}/schedule",
  tags: ["Extensions"],
  operationId: "pause_schedule",
  request: { params: dagPath, ...takeJson(pauseBody) },
  responses: { 200: answerJson(schedule), ...BAD_REQUEST, ...REFUSALS },
});

const record = z.object({
  number: z.int(),
  kind: z.enum(["left_out", "superseded"]),
  logical_date: date,
  data_interval_start: date,
  data_interval_end: date,
  at: date,
  dag_run_id: z.string().nullable(),
  superseded_by: date.nullable(),
  reason,
});
const recordsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/slotRecords",
  tags: ["Extensions"],
  operationId: "get_slot_records",
  request: {
    params: dagPath,
    query: z.object({
      limit: integerFrom(1, AT_MOST).default(100).openapi({ default: 100 }),
      before: integerFrom(1).optional(),
    }),
  },
  responses: {
    200: answerJson(z.object({ records: z.array(record), total_entries: z.int() })),
    ...BAD_REQUEST,
    ...REFUSALS,
  },
});

export type ScheduleRoutes = typeof previewRoute | typeof scheduleRoute | typeof pauseRoute | typeof recordsRoute;

export function registerSchedule(app: ApiApp): void {
  app.openapi(previewRoute, async (context) => {
    const { dag_id, n } = context.req.valid("query");
    const { graph } = await loadVersion(context, dag_id);
    const view = await reachDag(context.env, resolveDag(context.var.principal, dag_id)).getView();
    const last = view?.lastSlot ?? null;
    const found = previewSchedule(graph, last, context.var.now(), n, view?.awakeSince ?? null);
    return context.json({ dag_id, ...formatPreview(found) }, 200);
  });
  app.openapi(scheduleRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const view = await reachDag(context.env, resolveDag(context.var.principal, dag_id)).getView();
    if (view === null) throw refuseDag(dag_id);
    return context.json(formatSchedule(dag_id, view), 200);
  });
  app.openapi(pauseRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    return context.json(formatSchedule(dag_id, await changePause(context, dag_id, context.req.valid("json"))), 200);
  });
  app.openapi(recordsRoute, async (context) => {
    const { dag_id } = context.req.valid("param");
    const { limit, before = null } = context.req.valid("query");
    const dag = reachDag(context.env, resolveDag(context.var.principal, dag_id));
    const { total, records } = await dag.listSlotRecords(before, limit);
    return context.json({ records: records.map(formatRecord), total_entries: total }, 200);
  });
}

async function changePause(context: ApiContext, dagId: string, body: z.infer<typeof pauseBody>): Promise<DagView> {
  const { principal } = context.var;
  const key = resolveDag(principal, dagId);
  const note = body.reason === undefined ? null : { code: "paused_by_hand", params: { note: body.reason } };
  const extra = { is_paused: body.is_paused, reason: body.reason ?? null };
  await recordAudit(context, { event: "patch_dag", ...key, extra });
  return take(await reachDag(context.env, key).setPaused(body.is_paused, { by: principal.user, reason: note }));
}

function formatPreview({ timezone, runs, jitter, catchup, end }: SchedulePreview) {
  return {
    timezone,
    runs: runs.map(formatRun),
    jitter_milliseconds: jitter,
    catchup: {
      makes: formatRange(catchup.makes),
      leaves_out: formatRange(catchup.leavesOut),
      reason: formatReason(catchup.reason),
    },
    end: end === null ? null : formatReason(end),
  };
}

function formatRun({ runAfter, logicalDate, interval, startsAt, local, note }: PreviewedRun): z.infer<typeof slot> {
  return {
    run_after: formatInstant(runAfter),
    logical_date: formatInstant(logicalDate),
    data_interval_start: formatInstant(interval.start),
    data_interval_end: formatInstant(interval.end),
    starts_at: formatInstant(startsAt),
    local,
    note: note === null ? null : formatReason(note),
  };
}

function formatRange({ count, isMore, first, last }: SlotRange): z.infer<typeof range> {
  return { count, is_more: isMore, first: formatOptional(first), last: formatOptional(last) };
}

function formatReason(given: Reason): z.infer<typeof reason> {
  return { code: given.code, params: { ...given.params }, text: renderReason(given) };
}

function formatSchedule(dagId: string, { isPaused, pause: why, nextRun, leftOut }: DagView): z.infer<typeof schedule> {
  return {
    dag_id: dagId,
    is_paused: isPaused,
    pause:
      why === undefined
        ? null
        : { at: formatInstant(why.at), by: why.by, reason: why.reason === null ? null : formatReason(why.reason) },
    next_run_after: formatOptional(nextRun?.runAfter ?? null),
    slots_left_out: leftOut ?? 0,
  };
}

function formatRecord(given: SlotRecord): z.infer<typeof record> {
  return {
    number: given.number,
    kind: given.kind,
    logical_date: formatInstant(given.logicalDate),
    data_interval_start: formatInstant(given.interval.start),
    data_interval_end: formatInstant(given.interval.end),
    at: formatInstant(given.at),
    dag_run_id: given.runId,
    superseded_by: formatOptional(given.supersededBy),
    reason: formatReason(explainRecord(given)),
  };
}
