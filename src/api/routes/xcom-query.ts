import { z } from "@hono/zod-openapi";
import { reachRun } from "../../coordinator/stubs.ts";
import { formatDagId } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import type { XComView } from "../../core/views.ts";
import { listRuns, type RunFilter } from "../../store/dag-run.ts";
import type { ApiContext } from "../environment.ts";
import { matches } from "../instance-filter.ts";
import {
  describeRange,
  dropUndefined,
  integer,
  integerFrom,
  limit,
  offset,
  orderBy,
  text,
  toRange,
} from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { RUNS_AT_MOST } from "./choose-runs.ts";
import { ALL, findDagOfPath, loadRun, requireTaskId, type taskPath } from "./paths.ts";

export const xcomQuery = z.object({
  limit,
  offset,
  xcom_key: text,
  map_index: integerFrom(-1).optional(),
  xcom_key_pattern: text,
  xcom_key_prefix_pattern: text,
  dag_display_name_pattern: text,
  dag_display_name_prefix_pattern: text,
  run_id_pattern: text,
  run_id_prefix_pattern: text,
  task_id_pattern: text,
  task_id_prefix_pattern: text,
  map_index_filter: integer.optional(),
  ...describeRange("logical_date"),
  ...describeRange("run_after"),
  order_by: orderBy("dag_id", "task_id", "run_id", "map_index", "key"),
});
type Query = z.infer<typeof xcomQuery>;
type Path = z.infer<typeof taskPath>;

/** A value's place, and its run. */
export interface Collected {
  readonly entry: XComView;
  readonly run: RunView;
}

/** Values live with their runs: each run that may have some is asked. */
export async function collectXComs(context: ApiContext, path: Path, asked: Query): Promise<readonly Collected[]> {
  const taskId = path.task_id === ALL ? null : requireTaskId(path);
  const runs = await chooseRuns(context, path, asked);
  const lists = await Promise.all(
    runs.map(async (run) => {
      const entries = await reachRun(context.env, run).listXComKeys(taskId);
      return entries.map((entry) => ({ entry, run }));
    }),
  );
  return lists.flat().filter(({ entry }) => isWanted(entry, asked));
}

/** The run that is named; else those of the database, at most so many. */
async function chooseRuns(context: ApiContext, path: Path, asked: Query): Promise<readonly RunView[]> {
  if (path.dag_id !== ALL && path.dag_run_id !== ALL) {
    const { run } = await loadRun(context, path);
    return isRunWanted(run, asked) ? [run] : [];
  }
  const dag = findDagOfPath(context, path.dag_id);
  const filter: RunFilter = {
    ...(dag === null ? { team: context.var.principal.team } : { team: dag.team, dagId: dag.dagId }),
    ...(path.dag_run_id === ALL ? {} : { runIds: [path.dag_run_id] }),
    ...dropUndefined({
      runIdPattern: asked.run_id_pattern,
      runIdPrefix: asked.run_id_prefix_pattern,
      runAfter: toRange(asked, "run_after"),
      logicalDate: toRange(asked, "logical_date"),
    }),
    limit: RUNS_AT_MOST,
  };
  const found = take(await listRuns(context.env.DB, filter));
  if (found.total > RUNS_AT_MOST) {
    throw new Problem(
      400,
      `Values live with their runs, and that are ${found.total} runs; name one, or narrow them to ${RUNS_AT_MOST} by their dates or ids`,
    );
  }
  return found.items.filter((run) => isRunWanted(run, asked));
}

function isRunWanted(run: RunView, asked: Query): boolean {
  const dagId = formatDagId(run);
  return (
    matches(dagId, asked.dag_display_name_pattern) &&
    dagId.startsWith(asked.dag_display_name_prefix_pattern ?? "") &&
    matches(run.runId, asked.run_id_pattern) &&
    run.runId.startsWith(asked.run_id_prefix_pattern ?? "")
  );
}

function isWanted({ key, taskId, mapIndex }: XComView, asked: Query): boolean {
  return (
    (asked.xcom_key === undefined || key === asked.xcom_key) &&
    matches(key, asked.xcom_key_pattern) &&
    key.startsWith(asked.xcom_key_prefix_pattern ?? "") &&
    matches(taskId, asked.task_id_pattern) &&
    taskId.startsWith(asked.task_id_prefix_pattern ?? "") &&
    (asked.map_index ?? mapIndex) === mapIndex &&
    (asked.map_index_filter ?? mapIndex) === mapIndex
  );
}

type Read = (one: Collected) => string | number;

const ORDERS: Readonly<Record<string, Read>> = {
  dag_id: ({ run }) => formatDagId(run),
  task_id: ({ entry }) => entry.taskId,
  run_id: ({ run }) => run.runId,
  map_index: ({ entry }) => entry.mapIndex,
  key: ({ entry }) => entry.key,
  timestamp: ({ entry }) => entry.at,
  run_after: ({ run }) => run.runAfter,
  logical_date: ({ run }) => run.logicalDate ?? -Infinity,
};
const NATURAL = ["dag_id", "task_id", "run_id", "map_index", "key"];

export function sortXComs(found: readonly Collected[], asked: readonly string[]): readonly Collected[] {
  const orders = [...asked.flatMap((part) => part.split(",")), ...NATURAL].map(readOrder);
  return found.toSorted((one, other) => {
    for (const { read, sign } of orders) {
      const [left, right] = [read(one), read(other)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

function readOrder(text: string): { readonly read: Read; readonly sign: 1 | -1 } {
  const name = text.replace(/^-/, "");
  const read = Object.hasOwn(ORDERS, name) ? ORDERS[name] : undefined;
  if (read !== undefined) return { read, sign: text.startsWith("-") ? -1 : 1 };
  throw new Problem(400, `Ordering with '${name}' is disallowed or the attribute does not exist on the model`);
}
