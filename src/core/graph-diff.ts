import type { Graph, Input, TaskNode } from "./graph.ts";

/** One option that differs, as JSON text; null where it is absent. */
export interface FieldChange {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

export interface GraphDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** A task that is gone and one that is new, alike in all but their id. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[];
  readonly changed: readonly { readonly task: string; readonly fields: readonly FieldChange[] }[];
  /** Options of the DAG itself. */
  readonly dag: readonly FieldChange[];
}

/** What differs between two versions of a DAG. Cost: O(tasks + edges). */
export function diffGraphs(before: Graph, after: Graph): GraphDiff {
  const [old, young] = [indexTasks(before), indexTasks(after)];
  const gone = before.tasks.filter(({ id }) => !young.has(id));
  const fresh = after.tasks.filter(({ id }) => !old.has(id));
  const renamed = matchRenamed(gone, fresh);
  const names = new Map(renamed.map(({ from, to }) => [from, to]));
  const taken = new Set(names.values());
  const changed = after.tasks.flatMap((task) => {
    const was = old.get(task.id);
    const fields = was === undefined ? [] : diffFields(renameIn(was, names), task, []);
    return fields.length === 0 ? [] : [{ task: task.id, fields }];
  });
  return {
    added: fresh.map(({ id }) => id).filter((id) => !taken.has(id)),
    removed: gone.map(({ id }) => id).filter((id) => !names.has(id)),
    renamed,
    changed,
    dag: diffFields(before, after, ["tasks", "v"]),
  };
}

export function isSameGraph({ added, removed, renamed, changed, dag }: GraphDiff): boolean {
  return [added, removed, renamed, changed, dag].every((list) => list.length === 0);
}

function indexTasks({ tasks }: Graph): ReadonlyMap<string, TaskNode> {
  return new Map(tasks.map((task) => [task.id, task]));
}

/** Each new task takes at most one that is gone, the first in the graph's order. */
function matchRenamed(gone: readonly TaskNode[], fresh: readonly TaskNode[]): { from: string; to: string }[] {
  const open = new Map<string, string[]>();
  for (const task of gone) {
    const print = fingerprint(task);
    open.set(print, [...(open.get(print) ?? []), task.id]);
  }
  return fresh.flatMap((task) => {
    const from = open.get(fingerprint(task))?.shift();
    return from === undefined ? [] : [{ from, to: task.id }];
  });
}

function fingerprint(task: TaskNode): string {
  return JSON.stringify({ ...task, id: "" });
}

/** The task as it would read had the others been called by their new names all along. */
function renameIn(task: TaskNode, names: ReadonlyMap<string, string>): TaskNode {
  if (names.size === 0) return task;
  const rename = (id: string): string => names.get(id) ?? id;
  const inputs: Record<string, Input> = {};
  for (const [name, input] of Object.entries(task.inputs)) {
    inputs[name] = input.kind === "output" ? { ...input, task: rename(input.task) } : input;
  }
  return { ...task, upstream: task.upstream.map(rename), inputs };
}

function diffFields(before: object, after: object, except: readonly string[]): FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !except.includes(name));
  return names.flatMap((field) => {
    const [was, is] = [readField(before, field), readField(after, field)];
    return was === is ? [] : [{ field, before: was, after: is }];
  });
}

function readField(record: object, name: string): string | null {
  const value: unknown = Reflect.get(record, name);
  return value === undefined ? null : JSON.stringify(value);
}
