import type { Expand, ExpandSource } from "./graph.ts";
import { taskOf } from "./run.ts";
import type { Run, RunTask } from "./run.ts";

/** Length of what an expansion fans out over; null while a source has not pushed. Source: airflow expandinput.py. */
export function findOutputLength(run: Run, expand: Expand): number | null {
  if (expand.kind === "kwargs") return lengthOf(run, expand.source);
  const lengths: number[] = [];
  for (const [, source] of expand.sources) {
    const length = lengthOf(run, source);
    if (length === null) return null;
    lengths.push(length);
  }
  if (expand.kind === "zip") return Math.min(...lengths);
  return lengths.reduce((product, length) => product * length, 1);
}

function lengthOf(run: Run, source: ExpandSource): number | null {
  if (source.kind === "literal") return source.length;
  const task = run.tasks[run.topology.indexOf.get(source.task) ?? -1];
  if (task === undefined) return null;
  if (task.place.expand !== null && task.isExpanded) return listPushed(task).length;
  const status = task.instances[0]?.status;
  return status?.state === "success" ? status.output.length : null;
}

/** Map indexes of a mapped task's instances that have an output, in order. */
export function listPushed(task: RunTask): readonly number[] {
  task.pushed ??= task.instances.flatMap(({ status, mapIndex }) =>
    status.state === "success" && status.output.isPushed ? [mapIndex] : [],
  );
  return task.pushed;
}

/** One element of a source: index into its list. */
export interface ElementOf {
  readonly source: ExpandSource;
  readonly index: number;
}

/**
 * Which element of each source an instance gets. In a cross product the last name varies fastest: the index is taken
 * apart from the last name on.
 */
export function findElements(run: Run, expand: Expand, mapIndex: number): Map<string, ElementOf> {
  if (expand.kind === "kwargs") return new Map([["*", { source: expand.source, index: mapIndex }]]);
  const elements = new Map<string, ElementOf>();
  let rest = mapIndex;
  for (const [name, source] of [...expand.sources].reverse()) {
    const length = Math.max(1, lengthOf(run, source) ?? 1);
    elements.set(name, { source, index: expand.kind === "zip" ? mapIndex : rest % length });
    rest = Math.floor(rest / length);
  }
  return elements;
}

/** Whether a source is a mapped task's list of outputs rather than one output that is a list. */
export function isMappedSource(run: Run, source: ExpandSource): boolean {
  if (source.kind === "literal") return false;
  const index = run.topology.indexOf.get(source.task);
  return index !== undefined && taskOf(run, index).place.expand !== null;
}
