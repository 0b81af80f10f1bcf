import { z } from "@hono/zod-openapi";
import type { GroupNode } from "../../core/graph.ts";
import type { DagKey } from "../../core/ids.ts";
import { formatDagId } from "../../core/ids.ts";
import { RUN_STATES } from "../../core/state.ts";
import { countStates, listVersions, readGrid, type GridRun } from "../../store/grid.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { GridPacker, type GridTask } from "../grid-packer.ts";
import { list, text } from "../parameters.ts";
import { refuseValue } from "../problem.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { RUN_TYPES, runState } from "../shapes/dag-run.ts";
import { formatInstant, formatOptional, measureSeconds } from "../shapes/time.ts";
import { dagPath } from "./paths.ts";

const date = z.string().openapi({ format: "date-time" });
const gridTask = z.object({
  task_id: z.string(),
  kind: z.string(),
  /** The innermost group. */
  group: z.string().nullable(),
  is_mapped: z.boolean(),
  /** Set where the newest version lacks it. */
  is_removed: z.boolean(),
});
const gridRun = z.object({
  dag_run_id: z.string(),
  state: runState,
  run_type: z.enum(RUN_TYPES),
  run_after: date,
  logical_date: date.nullable(),
  start_date: date.nullable(),
  end_date: date.nullable(),
  duration: z.number().nullable(),
  note: z.string().nullable(),
  /** What the live messages of the run count. */
  revision: z.int(),
  version_number: z.int().nullable(),
  /** A letter a task in the order of `tasks`: see `unpackCells`. */
  cells: z.string(),
});
const grid = z
  .object({
    dag_id: z.string(),
    /** Names the order of `tasks`: give it as `known` and they are left out. */
    tasks_key: z.string(),
    version_number: z.int(),
    tasks: z.array(gridTask).nullable(),
    groups: z
      .array(z.object({ group_id: z.string(), parent: z.string().nullable(), is_mapped: z.boolean() }))
      .nullable(),
    /** Newest first. */
    runs: z.array(gridRun),
    next_cursor: z.string().nullable(),
  })
  .openapi("GridResponse");

const gridRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/dags/{dag_id}/grid",
  tags: ["Extensions"],
  operationId: "get_grid",
  request: {
    params: dagPath,
    query: z.object({
      runs: z.coerce.number().int().min(1).max(200).default(25),
      cursor: text,
      known: text,
      state: list,
      run_type: list,
    }),
  },
  responses: { 200: answerJson(grid), ...REFUSALS },
});

export type GridRoutes = typeof gridRoute;

/** All tasks' states of many runs: one row a run is read, whatever the number of tasks. */
export function registerGrid(app: ApiApp): void {
  app.openapi(gridRoute, async (context) => {
    const asked = context.req.valid("query");
    const key = resolveDag(context.var.principal, context.req.valid("param").dag_id);
    const { known = null } = asked;
    const found = await readGrid(context.env.DB, {
      known,
      ...key,
      limit: asked.runs + 1,
      before: readCursor(asked.cursor),
      states: RUN_STATES.filter((state) => asked.state.includes(state)),
      runTypes: RUN_TYPES.filter((type) => asked.run_type.includes(type)),
    });
    if (found.newest === null) throw refuseDag(key);
    const runs = found.runs.slice(0, asked.runs);
    const { newest } = found;
    const packer = await openPacker(context, key, found, runs);
    const version = known === packer.key ? null : packer.newest;
    const last = found.runs.length > runs.length ? runs.at(-1) : undefined;
    return context.json(
      {
        dag_id: formatDagId(key),
        tasks_key: packer.key,
        version_number: newest.versionNumber,
        tasks: version && packer.tasks.map(formatTask),
        groups: version && version.graph.groups.map(formatGroup),
        runs: runs.map((run) => formatRun(run, packer)),
        next_cursor: last === undefined ? null : `${last.runAfter}~${last.runId}`,
      },
      200,
    );
  });
}

type Found = Awaited<ReturnType<typeof readGrid>>;

/** Where the caller knows the newest version and every run is of it, no graph is read at all. */
async function openPacker(context: ApiContext, key: DagKey, found: Found, runs: readonly GridRun[]) {
  const { newest, version } = found;
  const unpacked = runs.filter(({ cells }) => cells === null || cells === "").map(({ runId }) => runId);
  const hashes = new Set(runs.map(({ graphHash }) => graphHash));
  if (
    newest !== null &&
    version === null &&
    unpacked.length === 0 &&
    hashes.size <= 1 &&
    hashes.has(newest.graphHash)
  ) {
    return new GridPacker({ ...newest, graph: { tasks: [], groups: [] } }, [], []);
  }
  if (version === null && newest !== null) hashes.add(newest.graphHash);
  else hashes.delete(newest?.graphHash ?? "");
  const [versions, counts] = await Promise.all([
    listVersions(context.env.DB, key, [...hashes]),
    countStates(context.env.DB, key, unpacked),
  ]);
  const last = version ?? versions.find(({ graphHash }) => graphHash === newest?.graphHash);
  if (last === undefined) throw refuseDag(key);
  return new GridPacker(
    last,
    versions.filter((one) => one.graphHash !== last.graphHash),
    counts,
  );
}

function formatGroup({ id, parent, expand }: GroupNode) {
  return { group_id: id, parent, is_mapped: expand !== null };
}

function readCursor(cursor: string | undefined) {
  if (cursor === undefined) return null;
  const [, at = "", runId = ""] = /^(-?\d{1,15})~(.+)$/s.exec(cursor) ?? [];
  if (runId === "") throw refuseValue(["query", "cursor"], "it is no cursor of a grid", cursor);
  return { runAfter: Number(at), runId };
}

function formatTask({ taskId, kind, group, isMapped, isRemoved }: GridTask): z.infer<typeof gridTask> {
  return { task_id: taskId, kind, group, is_mapped: isMapped, is_removed: isRemoved };
}

function formatRun(run: GridRun, packer: GridPacker): z.infer<typeof gridRun> {
  return {
    dag_run_id: run.runId,
    state: run.state,
    run_type: run.runType,
    run_after: formatInstant(run.runAfter),
    logical_date: formatOptional(run.logicalDate),
    start_date: formatOptional(run.startedAt),
    end_date: formatOptional(run.endedAt),
    duration: measureSeconds(run.startedAt, run.endedAt),
    note: run.note,
    revision: run.seq,
    version_number: packer.numberOf(run),
    cells: packer.pack(run),
  };
}
