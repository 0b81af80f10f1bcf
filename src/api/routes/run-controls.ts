import { z } from "@hono/zod-openapi";
import type { Json } from "../../core/json.ts";
import type { RunView } from "../../core/protocol.ts";
import type { InstanceView } from "../../core/views.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { dagRun, formatRun } from "../shapes/dag-run.ts";
import { formatInstant } from "../shapes/time.ts";
import { clearInstances, listTargets, readLatest } from "./clear.ts";
import { loadRun, runPath } from "./paths.ts";

const PATH = "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}";
const TAGS = ["Extensions"];

const controlled = z.object({
  dag_run: dagRun,
  /** Who holds the run, and since when; null for nobody. */
  held: z.object({ by: z.string(), at: z.string().openapi({ format: "date-time" }) }).nullable(),
});

const confSchema = z
  .record(z.string(), z.custom<Json>())
  .nullish()
  .openapi({ type: "object", additionalProperties: true });
const rerunBody = z.strictObject({
  dry_run: z.boolean().default(true),
  only_failed: z.boolean().default(false),
  run_on_latest_version: z.boolean().nullish(),
  /** Replaces the configuration the run has; null keeps it. */
  conf: confSchema,
});
const touched = z.object({
  task_id: z.string(),
  map_index: z.int(),
  state: z.string(),
  /** What it was before; the same as `state` in a rehearsal of a rerun. */
  previous_state: z.string(),
});
const rerunRoute = defineRoute("operate", {
  method: "post",
  path: `${PATH}/rerun`,
  tags: TAGS,
  operationId: "rerun_dag_run",
  request: { params: runPath, ...takeJson(rerunBody) },
  responses: {
    200: answerJson(controlled.extend({ dry_run: z.boolean(), task_instances: z.array(touched) })),
    ...BAD_REQUEST,
    ...CONFLICT,
    ...REFUSALS,
  },
});

const rehearsedBody = z.strictObject({ state: z.enum(["success", "failed"]) });
const rehearseRoute = defineRoute("operate", {
  method: "patch",
  path: `${PATH}/dry_run`,
  tags: TAGS,
  operationId: "patch_dag_run_dry_run",
  request: { params: runPath, ...takeJson(rehearsedBody) },
  responses: { 200: answerJson(z.object({ task_instances: z.array(touched) })), ...BAD_REQUEST, ...REFUSALS },
});

function defineHold<Action extends "pause" | "resume">(action: Action) {
  return defineRoute("operate", {
    method: "put",
    path: `${PATH}/${action}` as const,
    tags: TAGS,
    operationId: `${action}_dag_run`,
    request: { params: runPath },
    responses: { 200: answerJson(controlled), ...CONFLICT, ...REFUSALS },
  });
}

export type RunControlsRoutes =
  | ReturnType<typeof defineHold<"pause">>
  | ReturnType<typeof defineHold<"resume">>
  | typeof rerunRoute
  | typeof rehearseRoute;

/** Holding one run, running it again in another way, and what a mark of it would end. */
export function registerRunControls(app: ApiApp): void {
  for (const action of ["pause", "resume"] as const) registerHold(app, action);
  app.openapi(rerunRoute, async (context) => {
    const body = context.req.valid("json");
    return context.json(await rerun(context, context.req.valid("param"), body), 200);
  });
  app.openapi(rehearseRoute, async (context) => {
    const { object } = await loadRun(context, context.req.valid("param"));
    const ended = take(await object.rehearseCancel(context.req.valid("json").state));
    return context.json({ task_instances: ended.map(formatTouched) }, 200);
  });
}

function registerHold(app: ApiApp, action: "pause" | "resume"): void {
  app.openapi(defineHold(action), async (context) => {
    const { key, object } = await loadRun(context, context.req.valid("param"));
    await recordAudit(context, { event: `${action}_dag_run`, ...key });
    const by = context.var.principal.user;
    const view = take(await object.hold({ v: 1, isHeld: action === "pause", by }));
    return context.json(formatControlled(view), 200);
  });
}

function formatControlled(view: RunView): z.infer<typeof controlled> {
  const held = view.held === undefined ? null : { by: view.held.by, at: formatInstant(view.held.at) };
  return { dag_run: formatRun(view), held };
}

async function rerun(context: ApiContext, path: z.infer<typeof runPath>, body: z.infer<typeof rerunBody>) {
  const { key, object, run } = await loadRun(context, path);
  const { dry_run: dryRun, only_failed: onlyFailed, run_on_latest_version: onLatest } = body;
  // Values of a configuration may be secrets: the trail names the fields alone.
  const conf = Object.keys(body.conf ?? {});
  if (!dryRun) await recordAudit(context, { event: "rerun_dag_run", ...key, extra: { conf, onlyFailed } });
  const latest = await readLatest(context, key, onLatest);
  const targets = await listTargets(object);
  const given = body.conf === undefined || body.conf === null ? {} : { conf: body.conf };
  const asked = { targets, onlyFailed, dryRun, ...given, ...latest, by: context.var.principal.user };
  const cleared = await clearInstances(object, asked);
  const view = (await object.getView()) ?? run;
  return { ...formatControlled(view), dry_run: dryRun, task_instances: cleared.map(formatTouched) };
}

function formatTouched({ taskId, mapIndex, state, before }: InstanceView): z.infer<typeof touched> {
  return { task_id: taskId, map_index: mapIndex, state, previous_state: before ?? state };
}
