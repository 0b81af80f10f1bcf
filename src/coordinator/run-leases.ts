import { assetsOf } from "../core/graph.ts";
import type { ExpandSource, Input } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import { findElements, isMappedSource, listPushed } from "../core/mapping.ts";
import type { InputValue, Lease, Leases, ValueRef } from "../core/protocol.ts";
import { PROTOCOL } from "../core/protocol.ts";
import { meetByIndex, taskOf } from "../core/run.ts";
import type { Run, Running, RunTask, TaskInstance } from "../core/run.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { LogTable } from "./run-logs.ts";
import { toElements } from "./run-values.ts";
import type { RunValues } from "./run-values.ts";

/** All outputs of a mapped task together may weigh this many bytes as one input; more must be streamed. */
export const MAX_LIST_BYTES = 4_000_000;

/** What a run holds besides its states. */
export interface Stored {
  readonly values: RunValues;
  readonly store: { readonly logs: LogTable };
}

/** Builds the answer that leases attempts: each with its inputs, every value once. */
export class LeaseWriter {
  readonly #run: Run;
  readonly #stored: RunValues;
  readonly #logs: LogTable;
  readonly #values: ValueRef[] = [];
  readonly #known = new Map<string, number>();

  constructor(run: Run, { values, store }: Stored) {
    this.#run = run;
    this.#stored = values;
    this.#logs = store.logs;
  }

  write(instances: readonly TaskInstance[], gone: readonly InstanceKey[]): Leases {
    const leases = instances.flatMap((instance) => this.#lease(instance) ?? []);
    return { v: PROTOCOL, run: this.#run.identity, leases, values: this.#values, gone };
  }

  /** The inputs of an instance, whatever its state, and the values they point into. */
  writeInputs(instance: TaskInstance): { readonly inputs: Lease["inputs"]; readonly values: Leases["values"] } {
    const inputs = this.#readInputs(taskOf(this.#run, instance.task), instance.mapIndex);
    return { inputs, values: this.#values };
  }

  #lease(instance: TaskInstance): Lease | null {
    const { status } = instance;
    if (status.state !== "running") return null;
    const task = taskOf(this.#run, instance.task);
    const { node } = task.place;
    return {
      taskId: node.id,
      mapIndex: instance.mapIndex,
      token: status.token,
      tryNumber: instance.tryNumber,
      maxTries: instance.maxTries,
      kind: node.kind,
      startedAt: status.times.startedAt ?? 0,
      firstStartedAt: status.carry.firstStartedAt,
      executionTimeout: node.executionTimeout,
      inputs: this.#readInputs(task, instance.mapIndex),
      resume: status.carry.resume,
      ...assetsOf(node),
      ...this.#countLines(node.id, instance, status),
    };
  }

  /** A try that goes on after a reschedule or deferral goes on with its log. */
  #countLines(taskId: string, { mapIndex, tryNumber }: TaskInstance, { carry, times }: Running): Partial<Lease> {
    const isFirst = carry.pokes === 0 && carry.resume === null && carry.firstStartedAt === times.startedAt;
    return isFirst ? {} : { logFrom: this.#logs.count({ task: taskId, map: mapIndex, try: tryNumber }) };
  }

  #readInputs(task: RunTask, mapIndex: number): Record<string, InputValue> {
    const { expand, node } = task.place;
    const elements = expand === null ? null : findElements(this.#run, expand, mapIndex);
    const inputs: Record<string, InputValue> = {};
    for (const [name, input] of Object.entries(node.inputs))
      inputs[name] = this.#readInput(task, mapIndex, input, elements);
    return inputs;
  }

  #readInput(
    task: RunTask,
    mapIndex: number,
    input: Input,
    elements: ReturnType<typeof findElements> | null,
  ): InputValue {
    switch (input.kind) {
      case "literal":
        return { kind: "value", ref: this.#inline(JSON.stringify(input.value)) };
      case "output":
        return this.#readOutput(task, mapIndex, input.task, input.stream);
      case "element": {
        const element = elements?.get(input.name);
        return element === undefined ? { kind: "absent" } : this.#readElement(element.source, element.index);
      }
    }
  }

  #readOutput(task: RunTask, mapIndex: number, taskId: string, stream: boolean): InputValue {
    const source = taskOf(this.#run, this.#run.topology.indexOf.get(taskId) ?? -1);
    if (source.place.expand === null) return this.#readValue(source, -1);
    if (meetByIndex(task.place, source.place)) return this.#readValue(source, mapIndex);
    if (stream) return { kind: "stream", task: taskId, count: listPushed(source).length };
    const rows = this.#stored.listOutputs(source.place.index, listPushed(source));
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    if (bytes > MAX_LIST_BYTES) return { kind: "too_large", bytes, limit: MAX_LIST_BYTES };
    return { kind: "list", refs: rows.map((row) => this.#refer(`${row.task} ${row.map}`, row.ref)) };
  }

  #readValue(source: RunTask, mapIndex: number): InputValue {
    const key = `${source.place.index} ${mapIndex}`;
    const known = this.#known.get(key);
    if (known !== undefined) return { kind: "value", ref: known };
    const row = this.#stored.read(source.place.index, mapIndex, "return_value");
    return row === null ? { kind: "absent" } : { kind: "value", ref: this.#refer(key, row.ref) };
  }

  #readElement(source: ExpandSource, index: number): InputValue {
    if (source.kind === "literal") return this.#inlineElement(toElements(source.value), index);
    const task = taskOf(this.#run, this.#run.topology.indexOf.get(source.task) ?? -1);
    if (isMappedSource(this.#run, source)) return this.#readValue(task, listPushed(task)[index] ?? -1);
    const elements = this.#stored.readElements(task.place.index);
    if (elements === null) return { kind: "absent" };
    if (!isList(elements)) return { kind: "element", ref: this.#refer(`${task.place.index} -1`, elements), index };
    return this.#inlineElement(elements, index);
  }

  #inlineElement(list: readonly Json[], index: number): InputValue {
    return { kind: "value", ref: this.#inline(JSON.stringify(list[index] ?? null)) };
  }

  #inline(json: string): number {
    return this.#refer(`=${json}`, { at: "inline", json });
  }

  #refer(key: string, ref: ValueRef): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#values.push(ref);
    this.#known.set(key, this.#values.length - 1);
    return this.#values.length - 1;
  }
}

/** Array.isArray alone does not know read-only lists. */
function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
