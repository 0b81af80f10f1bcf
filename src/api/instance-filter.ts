import type { InstanceView } from "../core/views.ts";
import type { InstanceFilter } from "../store/task-instance.ts";
import type { Range } from "../store/list.ts";
import { OPERATOR_NAMES } from "./shapes/task-instance.ts";
import { Problem } from "./problem.ts";

/** The filters of a list that a run's own instances can be held against, without the database. */
export function filterInstances(instances: readonly InstanceView[], filter: InstanceFilter): readonly InstanceView[] {
  const { states, taskIds, mapIndexes, pools, kinds, tryNumbers } = filter;
  return instances.filter(
    (instance) =>
      isAmong(instance.state, states) &&
      isAmong(instance.taskId, taskIds) &&
      isAmong(instance.mapIndex, mapIndexes) &&
      isAmong(instance.pool ?? "default_pool", pools) &&
      isAmong(instance.kind, kinds) &&
      isAmong(instance.tryNumber, tryNumbers) &&
      isNamed(instance, filter) &&
      isWithin(updatedAt(instance), filter.updatedAt) &&
      isWithin(instance.startedAt, filter.startedAt) &&
      isWithin(instance.endedAt, filter.endedAt) &&
      isWithin(measure(instance), filter.duration),
  );
}

function isAmong<T>(value: T, wanted: readonly T[] | undefined): boolean {
  return wanted === undefined || wanted.includes(value);
}

function isNamed(instance: InstanceView, filter: InstanceFilter): boolean {
  const pool = instance.pool ?? "default_pool";
  const mapIndex = renderMapIndex(instance);
  return (
    matches(instance.taskId, filter.taskIdPattern) &&
    beginsWith(instance.taskId, filter.taskIdPrefix) &&
    matches(pool, filter.poolPattern) &&
    beginsWith(pool, filter.poolPrefix) &&
    matches(mapIndex, filter.mapIndexPattern) &&
    beginsWith(mapIndex, filter.mapIndexPrefix)
  );
}

function renderMapIndex({ mapIndex }: InstanceView): string | null {
  return mapIndex < 0 ? null : String(mapIndex);
}

/** The last time it was scheduled, queued, started or ended. */
function updatedAt({ scheduledAt, queuedAt, startedAt, endedAt }: InstanceView): number | null {
  const last = Math.max(scheduledAt ?? 0, queuedAt ?? 0, startedAt ?? 0, endedAt ?? 0);
  return last === 0 ? null : last;
}

/** The store's rule of prefixes, see `matchPrefix` there. */
export function beginsWith(value: string | null, prefix: string | undefined): boolean {
  if (prefix === undefined || prefix === "" || prefix === "~") return true;
  return value !== null && prefix.split("|").some((one) => one !== "" && value.startsWith(one));
}

/** The store's rule of patterns, see `matchPattern` there. */
export function matches(value: string | null, pattern: string | undefined): boolean {
  if (pattern === undefined || pattern === "" || pattern === "~") return true;
  if (value === null) return false;
  const text = value.toLowerCase();
  return pattern
    .toLowerCase()
    .split("|")
    .some((alternative) => alternative.split("%").every((piece) => text.includes(piece)));
}

export function isWithin(value: number | null, range: Range | undefined): boolean {
  if (range === undefined) return true;
  const { gte = -Infinity, gt = -Infinity, lte = Infinity, lt = Infinity, pendingAt } = range;
  if (value === null) return pendingAt !== undefined && pendingAt <= lte && pendingAt < lt;
  return value >= gte && value > gt && value <= lte && value < lt;
}

function measure({ startedAt, endedAt }: InstanceView): number | null {
  return startedAt === null || endedAt === null ? null : endedAt - startedAt;
}

type Read = (instance: InstanceView) => string | number | null;

const ORDERS: Readonly<Record<string, Read>> = {
  id: (instance) => instance.taskId,
  task_id: (instance) => instance.taskId,
  map_index: (instance) => instance.mapIndex,
  state: (instance) => instance.state,
  try_number: (instance) => instance.tryNumber,
  pool: (instance) => instance.pool,
  operator: ({ kind }) => OPERATOR_NAMES[kind],
  rendered_map_index: renderMapIndex,
  priority_weight: (instance) => instance.priorityWeight,
  queued_when: (instance) => instance.queuedAt,
  scheduled_when: (instance) => instance.scheduledAt,
  start_date: (instance) => instance.startedAt,
  end_date: (instance) => instance.endedAt,
  duration: measure,
  // The same for all instances of one run.
  logical_date: () => null,
  run_after: () => null,
  data_interval_start: () => null,
  data_interval_end: () => null,
};

/** Sorted by each field in turn, descending with a leading "-"; ties stand by task and map index. */
export function sortInstances(instances: readonly InstanceView[], orderBy: readonly string[]): InstanceView[] {
  const orders = [...orderBy.flatMap((part) => part.split(",")), "task_id", "map_index"].map(readOrder);
  return instances.toSorted((one, other) => {
    for (const { read, sign } of orders) {
      const difference = compare(read(one), read(other)) * sign;
      if (difference !== 0) return difference;
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

/** What is missing comes last, as in Airflow. */
function compare(one: string | number | null, other: string | number | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
