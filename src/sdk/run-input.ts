import type { ExpandSource, Input } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import { findElements, listPushed } from "../core/mapping.ts";
import { findInstance, meetByIndex, taskOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import { takeElement } from "./element.ts";

/** What the instances of a run in memory returned. */
export type Outputs = ReadonlyMap<TaskInstance, Json | undefined>;

/** The input of one instance, by name, from what those before it returned. */
export function gatherInput(run: Run, outputs: Outputs, instance: TaskInstance): Record<string, unknown> {
  const { node } = taskOf(run, instance.task).place;
  const named = Object.entries(node.inputs).map(([name, input]) => [name, gather(run, outputs, instance, input)]);
  return Object.fromEntries(named) as Record<string, unknown>;
}

function gather(run: Run, outputs: Outputs, instance: TaskInstance, input: Input): unknown {
  switch (input.kind) {
    case "literal":
      return input.value;
    case "output": {
      const value = readOutput(run, outputs, instance, input.task);
      return input.stream && Array.isArray(value) ? streamOf(value) : value;
    }
    case "element": {
      const { expand } = taskOf(run, instance.task).place;
      const element = expand === null ? undefined : findElements(run, expand, instance.mapIndex).get(input.name);
      return element && takeElement(readSource(run, outputs, instance, element.source), element.index);
    }
  }
}

function readSource(run: Run, outputs: Outputs, instance: TaskInstance, source: ExpandSource): Json | undefined {
  return source.kind === "literal" ? source.value : readOutput(run, outputs, instance, source.task);
}

/** Of a mapped task the list over its instances, but within one mapped group only the one at the same index. */
function readOutput(run: Run, outputs: Outputs, instance: TaskInstance, taskId: string): Json | undefined {
  const task = taskOf(run, run.topology.indexOf.get(taskId) ?? -1);
  const isSibling = meetByIndex(taskOf(run, instance.task).place, task.place);
  const read = (mapIndex: number): Json | undefined => {
    const found = findInstance(run, taskId, mapIndex);
    return found === undefined ? undefined : outputs.get(found);
  };
  if (isSibling) return read(instance.mapIndex);
  return task.place.expand === null ? read(-1) : listPushed(task).map((mapIndex) => read(mapIndex) ?? null);
}

async function* streamOf(values: readonly unknown[]): AsyncGenerator<unknown> {
  yield* values;
}
