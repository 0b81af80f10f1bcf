import { z } from "@hono/zod-openapi";
import type { Graph, TaskNode } from "../../core/graph.ts";
import { Problem } from "../problem.ts";
import { DEFAULT_POOL } from "../../store/pool.ts";
import { OPERATOR_NAMES } from "./task-instance.ts";
import { formatOptional, formatTimeDelta } from "./time.ts";

const delta = z
  .object({ __type: z.string(), days: z.int(), seconds: z.int(), microseconds: z.int() })
  .openapi("TimeDelta");
const date = z.string().openapi({ format: "date-time" });

export const task = z
  .object({
    task_id: z.string().nullable(),
    task_display_name: z.string().nullable(),
    owner: z.string().nullable(),
    start_date: date.nullable(),
    end_date: date.nullable(),
    trigger_rule: z.string().nullable(),
    depends_on_past: z.boolean(),
    wait_for_downstream: z.boolean(),
    retries: z.number().nullable(),
    queue: z.string().nullable(),
    pool: z.string().nullable(),
    pool_slots: z.number().nullable(),
    execution_timeout: delta.nullable(),
    retry_delay: delta.nullable(),
    retry_exponential_backoff: z.number(),
    priority_weight: z.number().nullable(),
    weight_rule: z.string().nullable(),
    ui_color: z.string().nullable(),
    ui_fgcolor: z.string().nullable(),
    template_fields: z.array(z.string()).nullable(),
    downstream_task_ids: z.array(z.string()).nullable(),
    doc_md: z.string().nullable(),
    operator_name: z.string().nullable(),
    params: z.record(z.string(), z.unknown()).nullable(),
    class_ref: z.record(z.string(), z.unknown()).nullable(),
    is_mapped: z.boolean().nullable(),
    extra_links: z.array(z.string()),
  })
  .openapi("TaskResponse");
export type TaskShape = z.infer<typeof task>;

export const tasks = z.object({ tasks: z.array(task), total_entries: z.int() }).openapi("TaskCollectionResponse");

/** All tasks of a graph as Airflow writes them, in the graph's order. */
export function formatTasks(graph: Graph): TaskShape[] {
  const downstream = new Map<string, string[]>(graph.tasks.map((node) => [node.id, []]));
  for (const node of graph.tasks) for (const id of node.upstream) downstream.get(id)?.push(node.id);
  return graph.tasks.map((node) => formatTask(graph, node, (downstream.get(node.id) ?? []).toSorted()));
}

function formatTask(graph: Graph, node: TaskNode, downstream: string[]): TaskShape {
  return {
    task_id: node.id,
    task_display_name: node.id,
    owner: node.owner ?? graph.owners[0] ?? null,
    start_date: formatOptional(graph.startDate),
    end_date: formatOptional(graph.endDate),
    trigger_rule: node.triggerRule,
    depends_on_past: false,
    wait_for_downstream: false,
    retries: node.retry.limit,
    queue: "default",
    pool: node.pool ?? DEFAULT_POOL,
    pool_slots: node.poolSlots,
    execution_timeout: node.executionTimeout === null ? null : formatTimeDelta(node.executionTimeout),
    retry_delay: formatTimeDelta(node.retry.delay),
    retry_exponential_backoff: node.retry.multiplier,
    priority_weight: node.priorityWeight,
    weight_rule: node.weightRule,
    ui_color: "#fff",
    ui_fgcolor: "#000",
    template_fields: [],
    downstream_task_ids: downstream,
    doc_md: node.doc,
    operator_name: OPERATOR_NAMES[node.kind],
    params: {},
    class_ref: null,
    is_mapped: node.expand !== null || isInMappedGroup(graph, node.group),
    extra_links: [],
  };
}

function isInMappedGroup(graph: Graph, groupId: string | null): boolean {
  for (let id = groupId; id !== null;) {
    const group = graph.groups.find((candidate) => candidate.id === id);
    if (group === undefined) return false;
    if (group.expand !== null) return true;
    id = group.parent;
  }
  return false;
}

const ORDERS = ["task_id", "task_display_name", "owner", "trigger_rule", "retries", "pool", "pool_slots"] as const;
const MORE_ORDERS = ["priority_weight", "weight_rule", "operator_name", "queue"] as const;

/** Sorted by one field, descending with a leading "-". Throws a 400 for a field that is none. */
export function sortTasks(shapes: readonly TaskShape[], orderBy: string): TaskShape[] {
  const name = orderBy.replace(/^-/, "");
  const field = [...ORDERS, ...MORE_ORDERS].find((candidate) => candidate === name);
  if (field === undefined) {
    throw new Problem(400, `Ordering with '${name}' is disallowed or the attribute does not exist on the model`);
  }
  const sorted = shapes.toSorted((one, other) => compareValues(one[field], other[field]));
  return orderBy.startsWith("-") ? sorted.toReversed() : sorted;
}

/** Nothing first, numbers by size, text by code point. */
function compareValues(one: string | number | null, other: string | number | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? -1 : 1;
  return one < other ? -1 : 1;
}
