import type { Input } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import { add, show } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import type { DagDefinition, GroupDefinition, Raw, Source, TaskDefinition } from "./definition.ts";
import { EXPAND_OPTIONS } from "./expand-options.ts";
import { readHandle, readStream } from "./handle.ts";
import { toJson } from "./to-json.ts";

/** Where a task, or a mapped group, stands, and what it waits for in the order of mention. */
export interface Wiring {
  readonly report: Report;
  readonly dag: DagDefinition;
  readonly group: GroupDefinition | null;
  readonly upstream: Set<string>;
}
type TaskSource = Extract<Source, { kind: "task" }>;

/** The mapped group something stands in, however deep; null outside of one. */
export function findMappedGroup(group: GroupDefinition | null): GroupDefinition | null {
  for (let at = group; at !== null; at = at.parent) if (at.expand !== null) return at;
  return null;
}

/** The task a handle stands for, noted as upstream; null when it cannot be used here, which is then reported. */
export function wireTask(wiring: Wiring, option: string, value: unknown): TaskDefinition | null {
  const source = readHandle(value);
  if (source?.kind === "task") return isOwn(wiring, source) ? noteUpstream(wiring, source) : null;
  const given = source === null ? show(value) : "an element of a mapped group";
  add(wiring.report, "not_a_handle", { option, value: given });
  return null;
}

function isOwn({ report, dag }: Wiring, { task }: TaskSource): boolean {
  if (task.dag === dag) return true;
  add(report, "foreign_handle", { handle: task.id, other: task.dag.id });
  return false;
}
function noteUpstream({ upstream }: Wiring, { task }: TaskSource): TaskDefinition {
  upstream.add(task.id);
  return task;
}

/** As `wireTask`, for a handle whose value is used. */
export function wireOutput(wiring: Wiring, source: TaskSource): TaskDefinition | null {
  if (!isOwn(wiring, source)) return null;
  const group = findMappedGroup(source.task.group);
  if (group !== null && !source.isList && group !== findMappedGroup(wiring.group)) {
    add(wiring.report, "mapped_handle_leaked", { handle: source.task.id, group: group.id });
  }
  return noteUpstream(wiring, source);
}

export function wireInputs(wiring: Wiring, inputs: Raw): Record<string, Input> {
  const wired = Object.entries(inputs).flatMap(([name, value]): [string, Input][] => {
    const input = wireInput(wiring, name, value);
    return input === null ? [] : [[name, input]];
  });
  return Object.fromEntries(wired);
}

function wireInput(wiring: Wiring, name: string, value: unknown): Input | null {
  const streamed = readStream(value);
  const source = streamed ?? readHandle(value);
  if (source === null) {
    const literal = readLiteral(wiring.report, name, value);
    return literal === undefined ? null : { kind: "literal", value: literal };
  }
  if (source.kind === "element") return wireElement(wiring, source);
  const task = wireOutput(wiring, source);
  if (task === null) return null;
  if (streamed !== null && !isMapped(source)) add(wiring.report, "stream_of_unmapped", { handle: task.id });
  return { kind: "output", task: task.id, stream: streamed !== null };
}

function isMapped({ task, isList }: TaskSource): boolean {
  return isList || EXPAND_OPTIONS.some((option) => task.options[option] !== undefined);
}

/** An element is known only within its group; the task that uses it waits for the lists it comes from. */
function wireElement(wiring: Wiring, { group, name }: Extract<Source, { kind: "element" }>): Input | null {
  if (findMappedGroup(wiring.group) !== group) {
    add(wiring.report, "element_outside", { name, group: group.id });
    return null;
  }
  for (const list of EXPAND_OPTIONS.flatMap((option): unknown[] => Object.values(group.expand?.[option] ?? {}))) {
    const source = readHandle(list);
    if (source?.kind === "task") wiring.upstream.add(source.task.id);
  }
  return { kind: "element", name };
}

/** A literal as JSON; undefined, and reported, when it is none. */
export function readLiteral(report: Report, name: string, value: unknown): Json | undefined {
  const copied = toJson(value);
  if (!copied.ok) add(report, "literal_not_json", { name, ...copied.error });
  else if (copied.value === undefined) add(report, "literal_not_json", { name, path: "$", problem: "is undefined" });
  return copied.ok ? copied.value : undefined;
}
