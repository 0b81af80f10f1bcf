import { z } from "@hono/zod-openapi";
import { reachDag, reachPool } from "../../coordinator/stubs.ts";
import type { RunKey } from "../../core/ids.ts";
import type { PoolParties, RunWait } from "../../core/objects.ts";
import type { Reason } from "../../core/reason.ts";
import { renderReason } from "../../core/reason-words.ts";
import type { InstanceWait } from "../../core/why.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";
import { loadRun, runPath } from "./paths.ts";

/** Holders of a gate that are named. */
const HOLDERS = 5;

const instant = z.string().openapi({ format: "date-time" }).nullable();
const wait = z.object({
  /** One sentence for a person. */
  sentence: z.string(),
  reason: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
  since: instant,
  /** When it goes on by itself. */
  until: instant,
});
const holder = z.object({
  dag_run_id: z.string(),
  task_id: z.string().nullable(),
  map_index: z.int().nullable(),
  since: instant,
});
const runWait = wait.extend({ held_by: z.array(holder) });
const instanceWait = runWait.extend({
  task_id: z.string(),
  map_index: z.int(),
  state: z.string().nullable(),
  /** Instances of the task that wait for the same. */
  alike: z.int(),
});
const whyRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/dagRuns/{dag_run_id}/why",
  tags: ["Extensions"],
  operationId: "explain_dag_run",
  request: { params: runPath },
  responses: {
    200: answerJson(z.object({ state: z.string(), run: runWait.nullable(), task_instances: z.array(instanceWait) })),
    ...REFUSALS,
  },
});

export type WhyRoutes = typeof whyRoute;

export function registerWhy(app: ApiApp): void {
  app.openapi(whyRoute, async (context) => {
    const { key, object, run } = await loadRun(context, context.req.valid("param"));
    const [waits, own] = await Promise.all([object.listWaits(), reachDag(context.env, key).explainRun(key.runId)]);
    const gates = await readGates(context, key, waits);
    const task_instances = waits.map((found) => formatInstanceWait(key, found, gates));
    return context.json({ state: run.state, run: own === null ? null : formatRunWait(own), task_instances }, 200);
  });
}

type Gates = ReadonlyMap<string, PoolParties>;

/** Who holds what these wait for, each gate asked once. */
async function readGates({ env }: ApiContext, key: RunKey, waits: readonly InstanceWait[]): Promise<Gates> {
  const names = [...new Set(waits.flatMap(({ gate }) => gate ?? []))];
  const parties = await Promise.all(names.map((name) => reachPool(env, key.team, name).listParties(HOLDERS)));
  return new Map(names.map((name, at) => [name, parties[at] ?? { holders: [], waiters: [] }]));
}

function formatRunWait({ holders, ...rest }: RunWait): z.infer<typeof runWait> {
  const held_by = holders.map((runId) => ({ dag_run_id: runId, task_id: null, map_index: null, since: null }));
  return { ...formatWait(rest), held_by };
}

function formatInstanceWait(key: RunKey, found: InstanceWait, gates: Gates): z.infer<typeof instanceWait> {
  const own = found.holders.map((party) => ({ ...party, runId: key.runId }));
  const parties = found.gate === null ? own : (gates.get(found.gate)?.holders ?? []);
  const held_by = parties.map(({ runId, taskId, mapIndex, since }) => ({
    dag_run_id: runId,
    task_id: taskId,
    map_index: mapIndex,
    since: formatTime(since),
  }));
  const { taskId, mapIndex, state, alike } = found;
  return {
    ...formatWait(found),
    task_id: taskId,
    map_index: mapIndex,
    state: state === "none" ? null : state,
    alike,
    held_by,
  };
}

interface Told {
  readonly reason: Reason;
  readonly since: number | null;
  readonly until: number | null;
}
function formatWait({ reason, since, until }: Told): z.infer<typeof wait> {
  const { code, params } = reason;
  const own = { code, params: { ...params } };
  return { sentence: renderReason(reason), reason: own, since: formatTime(since), until: formatTime(until) };
}
function formatTime(at: number | null): string | null {
  return at === null ? null : formatInstant(at);
}
