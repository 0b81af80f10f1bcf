import { applyBatch, upcastBatch } from "../../src/core/batch.ts";
import type { Batch } from "../../src/core/batch.ts";
import type { CreateRun } from "../../src/core/objects.ts";
import { createRun, taskOf } from "../../src/core/run.ts";
import type { Run, Status, TaskInstance } from "../../src/core/run.ts";
import { buildTopology } from "../../src/core/topology.ts";
import type { Writes } from "../support/world/writes.ts";

/** What a journal row made of one instance. */
export interface Transition {
  readonly instance: TaskInstance;
  readonly from: Status;
  readonly to: Status;
  readonly tryBefore: number;
}

export interface Step {
  readonly shadow: Shadow;
  readonly batch: Batch;
  readonly transitions: readonly Transition[];
  readonly stateBefore: Run["state"];
}

type Before = Map<number, { readonly from: Status; readonly tryBefore: number }>;

/** An instance keeps its place when its task is expanded: the one there was becomes the first. */
function keyOf(task: number, mapIndex: number): number {
  return task * 100_000 + Math.max(0, mapIndex);
}

/** A run as its stored journal has it, whatever its object believes in memory. */
export class Shadow {
  readonly name: string;
  header: CreateRun;
  run: Run;
  readonly marks = new Map<string, number>();
  /** Time of the newest row: an object's clock never goes back behind it. */
  at = 0;

  constructor(name: string, header: CreateRun, at: number) {
    this.name = name;
    this.header = header;
    this.run = createRun(buildTopology(header.graph), header.identity, at);
    this.run.note = header.note;
  }

  /** Goes on where a run stood that was made anew before it had done anything. */
  continue(before: Shadow): void {
    for (const [name, value] of before.marks) this.marks.set(name, value);
    this.at = before.at;
    this.run.seq = before.run.seq;
    this.run.queuedAt = before.run.queuedAt;
  }

  /** Goes on as another version of the DAG has it: the row says where all of it stands there. */
  rebase(header: CreateRun, batch: Batch): void {
    const { queuedAt } = this.run;
    this.header = header;
    this.run = createRun(buildTopology(header.graph), header.identity, queuedAt);
    applyBatch(this.run, batch);
    this.at = Math.max(this.at, batch.at);
  }

  apply(batch: Batch): Step {
    const before: Before = new Map();
    const { run } = this;
    const stateBefore = run.state;
    for (const { instances } of batch.changes) {
      for (const [task, mapIndex] of instances) {
        const instance = taskOf(run, task).instances[Math.max(0, mapIndex)];
        if (instance === undefined) continue;
        before.set(keyOf(task, mapIndex), { from: instance.status, tryBefore: instance.tryNumber });
      }
    }
    applyBatch(run, batch);
    this.at = Math.max(this.at, batch.at);
    return { shadow: this, batch, transitions: this.#list(batch, before), stateBefore };
  }

  #list(batch: Batch, before: Before): Transition[] {
    return batch.changes.flatMap(({ status, instances }) =>
      instances.flatMap(([task, mapIndex]) => {
        const instance = taskOf(this.run, task).instances[Math.max(0, mapIndex)];
        if (instance === undefined) return [];
        const { from, tryBefore } = before.get(keyOf(task, mapIndex)) ?? {
          from: { state: "none" } as const,
          tryBefore: 0,
        };
        return [{ instance, from, to: status, tryBefore }];
      }),
    );
  }

  isAtRest(): boolean {
    const { state, seq } = this.run;
    const isEnded = state === "success" || state === "failed";
    return (
      isEnded && ["projected", "told", "registered", "archived"].every((name) => (this.marks.get(name) ?? 0) >= seq)
    );
  }
}

/** What one event wrote into a run's object, put together again. */
export interface RunWrites {
  readonly header: CreateRun | null;
  /** By number of the row with which the run goes on on another version. */
  readonly eras: ReadonlyMap<number, CreateRun>;
  readonly batches: readonly Batch[];
  readonly marks: readonly (readonly [name: string, value: number])[];
  readonly isErased: boolean;
}

export function readRunWrites(writes: Writes): RunWrites {
  const headers = new Map<number, string>();
  const rows = new Map<number, string>();
  const marks: (readonly [string, number])[] = [];
  let isErased = false;
  for (const [query, bindings] of writes) {
    if (query.startsWith("insert into journal")) {
      const seq = Number(bindings[0]);
      if (seq === 0 || Number(bindings[1]) < 0) headers.set(seq, (headers.get(seq) ?? "") + String(bindings[2]));
      else rows.set(seq, (rows.get(seq) ?? "") + String(bindings[2]));
    } else if (query.startsWith("insert into mark")) marks.push([String(bindings[0]), Number(bindings[1])]);
    else if (query.startsWith("drop table journal")) isErased = true;
  }
  const parsed = [...headers].map(([seq, text]) => [seq, JSON.parse(text) as CreateRun] as const);
  const made = parsed.find(([seq]) => seq === 0)?.[1] ?? null;
  const eras = parsed.filter(([seq]) => seq > 0);
  return {
    header: made,
    eras: new Map(eras),
    batches: [...rows.values()].map((text) => upcastBatch(JSON.parse(text) as { v: number })),
    marks,
    isErased,
  };
}
