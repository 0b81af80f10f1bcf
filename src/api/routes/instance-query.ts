import { z } from "@hono/zod-openapi";
import type { TaskKind } from "../../core/graph.ts";
import { TASK_STATES, type TaskState } from "../../core/state.ts";
import type { InstanceFilter } from "../../store/task-instance.ts";
import {
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
import { beginsWith, matches } from "../instance-filter.ts";
import { Problem } from "../problem.ts";
import { OPERATOR_NAMES } from "../shapes/task-instance.ts";

/** What the instances of one mapped task can be filtered by. */
export const mappedQuery = z.object({
  limit,
  offset,
  order_by: orderBy("map_index"),
  state: list,
  pool: list,
  pool_name_pattern: text,
  pool_name_prefix_pattern: text,
  queue: list,
  queue_name_pattern: text,
  queue_name_prefix_pattern: text,
  executor: list,
  version_number: integers,
  operator: list,
  operator_name_pattern: text,
  operator_name_prefix_pattern: text,
  rendered_map_index_pattern: text,
  rendered_map_index_prefix_pattern: text,
  try_number: integers,
  map_index: integers,
  ...describeRange("updated_at"),
  ...describeRange("run_after"),
  ...describeRange("logical_date"),
  ...describeRange("start_date"),
  ...describeRange("end_date"),
  duration_gte: number,
  duration_gt: number,
  duration_lte: number,
  duration_lt: number,
});

/** And those of a run, or of all. */
export const instanceQuery = mappedQuery.extend({
  cursor: text,
  task_id: text,
  task_group_id: text,
  task_display_name_pattern: text,
  task_display_name_prefix_pattern: text,
  dag_id_pattern: text,
  dag_id_prefix_pattern: text,
  run_id_pattern: text,
  run_id_prefix_pattern: text,
});
export type InstanceQuery = z.infer<typeof mappedQuery> & Partial<z.infer<typeof instanceQuery>>;

/** At `now`, what has not begun or ended yet is held against the bounds of both. */
export function toInstanceFilter(asked: InstanceQuery, order: readonly string[], now: number): InstanceFilter {
  return {
    ...toPage(asked, order),
    ...dropUndefined({
      cursor: asked.cursor,
      taskIds: asked.task_id === undefined ? undefined : [asked.task_id],
      taskIdPattern: asked.task_display_name_pattern,
      taskIdPrefix: asked.task_display_name_prefix_pattern,
      dagIdPattern: asked.dag_id_pattern,
      dagIdPrefix: asked.dag_id_prefix_pattern,
      runIdPattern: asked.run_id_pattern,
      runIdPrefix: asked.run_id_prefix_pattern,
      poolPattern: asked.pool_name_pattern,
      poolPrefix: asked.pool_name_prefix_pattern,
      versionNumbers: unlessEmpty(asked.version_number),
      mapIndexPattern: asked.rendered_map_index_pattern,
      mapIndexPrefix: asked.rendered_map_index_prefix_pattern,
      updatedAt: toRange(asked, "updated_at"),
      states: isOfNone(asked) ? [] : unlessEmpty(asked.state.map(readState)),
      pools: unlessEmpty(asked.pool),
      kinds: chooseKinds(asked),
      tryNumbers: unlessEmpty(asked.try_number),
      mapIndexes: unlessEmpty(asked.map_index),
      runAfter: toRange(asked, "run_after"),
      logicalDate: toRange(asked, "logical_date"),
      startedAt: toOpenRange(asked, "start_date", now),
      endedAt: toOpenRange(asked, "end_date", now),
      duration: toRange(asked, "duration", 1000),
    }),
  };
}

/** Airflow's words for no state at all are "none" and "no_status". */
function readState(value: string): TaskState {
  const name = value === "no_status" ? "none" : value;
  const state = TASK_STATES.find((candidate) => candidate === name);
  if (state !== undefined) return state;
  throw new Problem(422, `Invalid value for state: \`${value}\`. Valid values are ${TASK_STATES.join(", ")}`);
}

/** No instance here has a queue or an executor of its own, so that who asks for one finds none. */
function isOfNone(asked: InstanceQuery): boolean {
  const patterns = [asked.queue_name_pattern, asked.queue_name_prefix_pattern];
  const isBound = patterns.some((pattern) => pattern !== undefined && pattern !== "" && pattern !== "~");
  return isBound || asked.queue.length > 0 || asked.executor.length > 0;
}

/** Undefined when nothing binds; the kinds whose operator's name is asked for. */
function chooseKinds(asked: InstanceQuery): readonly TaskKind[] | undefined {
  const { operator, operator_name_pattern: pattern, operator_name_prefix_pattern: prefix } = asked;
  if (operator.length === 0 && pattern === undefined && prefix === undefined) return undefined;
  const named = operator.length === 0 ? KINDS : operator.flatMap(readKinds);
  return named.filter((kind) => matches(OPERATOR_NAMES[kind], pattern) && beginsWith(OPERATOR_NAMES[kind], prefix));
}

const KINDS: readonly TaskKind[] = ["task", "sensor", "branch", "short_circuit", "empty", "latest_only"];

/** An operator that is none here is none of any task. */
function readKinds(operator: string): TaskKind[] {
  return KINDS.filter((candidate) => OPERATOR_NAMES[candidate] === operator);
}
