import { z } from "@hono/zod-openapi";
import { reachRun } from "../../coordinator/stubs.ts";
import type { MarkInstances } from "../../core/objects.ts";
import type { RunView } from "../../core/protocol.ts";
import type { InstanceView } from "../../core/views.ts";
import { recordAudit } from "../audit.ts";
import type { ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { formatInstance } from "../shapes/task-instance.ts";
import { chooseAround } from "./choose-runs.ts";
import type { loadRun } from "./paths.ts";

export const patchFields = {
  new_state: z.string().nullish(),
  note: z.string().max(1000).nullish(),
  include_upstream: z.boolean().default(false),
  include_downstream: z.boolean().default(false),
  include_future: z.boolean().default(false),
  include_past: z.boolean().default(false),
};
export const patchBody = z.strictObject(patchFields).openapi("PatchTaskInstanceBody");
export type PatchBody = z.infer<typeof patchBody>;
export const PATCH_FIELDS = [
  "new_state",
  "note",
  "include_upstream",
  "include_downstream",
  "include_future",
  "include_past",
] as const;

/** Instances of a run that are there. `noun` names them where all of them are in the state already. */
export interface ChosenInstances extends Awaited<ReturnType<typeof loadRun>> {
  readonly targets: MarkInstances["targets"];
  readonly noun: string;
}

/** Sets a state, puts a note on the instances themselves, or both. Answers with what changed; a rehearsal, what would. */
export async function changeInstances(
  context: ApiContext,
  chosen: ChosenInstances,
  body: Partial<PatchBody>,
  dryRun: boolean,
) {
  const state = readNewState(body);
  if (!dryRun) await record(context, chosen, body);
  const marked = state === null ? [] : await mark(context, chosen, { ...body, state }, dryRun);
  const noted = await note(chosen, body.note, state === null, dryRun);
  const isNoted = ({ instance, of }: Changed): boolean =>
    of === chosen.run && noted.some((one) => one.taskId === instance.taskId && one.mapIndex === instance.mapIndex);
  const all = [
    ...marked.map((one) => (isNoted(one) ? { ...one, instance: { ...one.instance, note: body.note || null } } : one)),
    ...(state === null ? noted.map((instance) => ({ instance, of: chosen.run })) : []),
  ];
  const shapes = all.map(({ instance, of }) => formatInstance(instance, of));
  return { task_instances: shapes, total_entries: shapes.length, ...NO_CURSORS };
}

const NO_CURSORS = { total_entries_limit: null, next_cursor: null, previous_cursor: null };

interface Changed {
  readonly instance: InstanceView;
  readonly of: RunView;
}

async function record(context: ApiContext, { key, targets }: ChosenInstances, body: Partial<PatchBody>): Promise<void> {
  const [first, ...others] = targets;
  const only = first === undefined || others.length > 0 ? {} : first;
  const extra = {
    ...(body.new_state === undefined ? {} : { new_state: body.new_state }),
    ...(body.note === undefined ? {} : { has_note: Boolean(body.note) }),
    ...(others.length === 0 ? {} : { task_ids: [...new Set(targets.map(({ taskId }) => taskId))] }),
  };
  await recordAudit(context, { event: "patch_task_instance", ...key, ...only, extra });
}

/** The instances as they are noted; where nothing is to be noted, and `isWanted`, as they are. */
async function note(
  { object, targets }: ChosenInstances,
  text: string | null | undefined,
  isWanted: boolean,
  dryRun: boolean,
): Promise<readonly InstanceView[]> {
  if (text !== undefined && !dryRun) {
    // As in Airflow, an empty note is none.
    return take(await object.noteInstances({ v: 1, targets, note: text === "" ? null : text }));
  }
  if (!isWanted) return [];
  const all = await object.listInstances(null);
  return all.filter((one) =>
    targets.some(({ taskId, mapIndex }) => one.taskId === taskId && (mapIndex ?? one.mapIndex) === one.mapIndex),
  );
}

type Marking = Partial<PatchBody> & { readonly state: MarkInstances["state"] };

async function mark(context: ApiContext, chosen: ChosenInstances, body: Marking, dryRun: boolean): Promise<Changed[]> {
  const { run, targets, noun } = chosen;
  const around = { past: body.include_past === true, future: body.include_future === true };
  const runs = await chooseAround(context, run, around);
  const request: MarkInstances = {
    v: 1,
    targets,
    state: body.state,
    upstream: body.include_upstream === true,
    downstream: body.include_downstream === true,
    dryRun,
    by: context.var.principal.user,
  };
  const lists = await Promise.all(
    runs.map((one) => markRun(context, one.runId === run.runId ? run : one, request, one.runId === run.runId)),
  );
  const marked = lists.flat();
  if (marked.length === 0 && !dryRun) throw new Problem(409, `${noun} already in ${body.state} state`);
  return marked;
}

/** Other runs that have no such instance are passed by. */
async function markRun({ env }: ApiContext, run: RunView, request: MarkInstances, isNamed: boolean) {
  const result = await reachRun(env, run).mark(request);
  const isMissing = !result.ok && ["task_not_found", "map_index_not_found"].includes(result.error.code);
  if (isMissing && !isNamed) return [];
  return take(result).map((instance) => ({ instance, of: run }));
}

const MARKS: readonly MarkInstances["state"][] = ["success", "failed", "skipped"];

/** Null where only a note is given. Throws with words for what cannot be asked of one instance. */
function readNewState(body: Partial<PatchBody>): MarkInstances["state"] | null {
  if (body.new_state === undefined && body.note !== undefined) return null;
  const state = MARKS.find((candidate) => candidate === body.new_state);
  if (state !== undefined) return state;
  const isMissing = body.new_state === undefined || body.new_state === null;
  const words = isMissing
    ? "'new_state' should not be empty"
    : `'${body.new_state}' is not one of [${MARKS.map((name) => `'${name}'`).join(", ")}]`;
  const entry = { type: "value_error", loc: ["body", "new_state"], msg: `Value error, ${words}` };
  throw new Problem(422, [{ ...entry, input: body.new_state ?? null }]);
}
