import assert from "node:assert/strict";
import { advance } from "../../src/core/advance.ts";
import type { Advance } from "../../src/core/advance.ts";
import { applyBatch, upcastBatch } from "../../src/core/batch.ts";
import type { Batch } from "../../src/core/batch.ts";
import { findNextDue } from "../../src/core/due.ts";
import type { AttemptName, ClearEvent, MarkEvent, RunEvent } from "../../src/core/event.ts";
import type { Graph, TaskNode } from "../../src/core/graph.ts";
import type { InstanceKey } from "../../src/core/ids.ts";
import type { Outcome, RunIdentity } from "../../src/core/protocol.ts";
import { createRun, findInstance, taskIdOf } from "../../src/core/run.ts";
import type { Output, Run, Status, TaskInstance } from "../../src/core/run.ts";
import { buildTopology } from "../../src/core/topology.ts";
import type { TaskState } from "../../src/core/state.ts";
import { createGraph, testIdentity } from "./graphs.ts";
import { counters, observe, recount } from "./run-checks.ts";

export const NO_OUTPUT: Output = { isPushed: false, length: null };
export const SUCCESS: Outcome = { type: "success" };
export const FAILURE: Outcome = { type: "fail", reason: { code: "error", params: {} }, retryable: true };
export const FATAL: Outcome = { type: "fail", reason: { code: "error", params: {} }, retryable: false };
export const SKIP: Outcome = { type: "skip", reason: { code: "skip", params: {} } };

/** `"task"` or `"task[2]"`. */
export type Name = string;

/**
 * One run under test: sends events one after the other and tells states by name. After every event the counters must be
 * what a recount gives, and the journal, read back from JSON, must fold into the same run.
 */
export class TestRun {
  readonly run: Run;
  readonly journal: Batch[] = [];
  now = 1_000;
  #tokens = 0;
  /** The same run from its journal alone, as it comes back from storage. */
  readonly folded: Run;

  constructor(tasks: readonly TaskNode[] | Graph, options: Partial<Graph> = {}, identity: RunIdentity = testIdentity) {
    const graph = "tasks" in tasks ? tasks : createGraph(tasks, options);
    const topology = buildTopology(graph);
    this.run = createRun(topology, identity, 0);
    this.folded = createRun(topology, identity, 0);
  }

  /** A run that was admitted. */
  static admit(tasks: readonly TaskNode[], options: Partial<Graph> = {}): TestRun {
    const test = new TestRun(tasks, options);
    test.send({ type: "admit" });
    return test;
  }

  /** The run as it comes back from its journal after memory was lost. */
  static revive(before: TestRun): TestRun {
    const test = new TestRun(before.run.topology.graph);
    test.now = before.now;
    test.#tokens = before.#tokens;
    for (const batch of before.journal) {
      test.#record(batch);
      applyBatch(test.run, batch);
    }
    return test;
  }

  send(event: RunEvent): Advance {
    this.#tokens += 1;
    const done = advance(this.run, event, this.now, `token-${this.#tokens}`);
    if (done.batch !== null) this.#record(done.batch);
    assert.deepEqual(counters(this.run), recount(this.run));
    assert.deepEqual(observe(this.folded), observe(this.run));
    return done;
  }

  /** Lets time pass and does what is due then. */
  pass(milliseconds: number): Advance {
    this.now += milliseconds;
    return this.send({ type: "due" });
  }

  attempt(name: Name): AttemptName {
    const { status } = this.instance(name);
    return { ...parseName(name), token: "token" in status ? status.token : "none" };
  }

  start(names: Name | readonly Name[], carrier = "c1"): Advance {
    return this.send({ type: "start", carrier, attempts: [names].flat().map((name) => this.attempt(name)) });
  }

  /** Finishes with the current token. */
  finish(name: Name, outcome: Outcome = SUCCESS, options: Partial<FinishOptions> = {}): Advance {
    return this.finishAs(this.attempt(name), outcome, options);
  }

  finishAs(attempt: AttemptName, outcome: Outcome = SUCCESS, options: Partial<FinishOptions> = {}): Advance {
    const { output = NO_OUTPUT, ...rest } = options;
    const finishes = [{ ...attempt, outcome, output }];
    return this.send({ type: "finish", carrier: "c1", finishes, take: 0, accepts: ["auto"], holding: null, ...rest });
  }

  /** Starts and finishes. */
  perform(name: Name, outcome: Outcome = SUCCESS, output: Output = NO_OUTPUT): Advance {
    this.start(name);
    return this.finish(name, outcome, { output });
  }

  clear(names: Name | readonly Name[], options: Partial<ClearEvent> = {}): Advance {
    const narrow = { onlyFailed: false, onlyRunning: false, resetRun: true, by: "ann" };
    return this.send({
      type: "clear",
      targets: toTargets(names),
      upstream: false,
      downstream: false,
      ...narrow,
      ...options,
    });
  }

  mark(names: Name | readonly Name[], state: MarkEvent["state"], options: Partial<MarkEvent> = {}): Advance {
    return this.send({
      type: "mark",
      targets: toTargets(names),
      upstream: false,
      downstream: false,
      state,
      by: "ann",
      ...options,
    });
  }

  instance(name: Name): TaskInstance {
    const { taskId, mapIndex } = parseName(name);
    const instance = findInstance(this.run, taskId, mapIndex);
    if (instance === undefined) throw new Error(`No instance ${name}`);
    return instance;
  }

  status<State extends TaskState>(name: Name, state: State): Status & { readonly state: State } {
    const { status } = this.instance(name);
    if (!isIn(status, state)) throw new Error(`${name} is ${status.state}, not ${state}`);
    return status;
  }

  /** All instances by name. */
  get states(): Record<string, TaskState> {
    const instances = this.run.tasks.flatMap((task) => task.instances);
    return Object.fromEntries(instances.map((instance) => [nameInstance(this.run, instance), instance.status.state]));
  }

  get nextDue(): number | null {
    return findNextDue(this.run);
  }

  #record(batch: Batch): void {
    this.journal.push(batch);
    assert.equal(batch.seq, this.journal.length);
    applyBatch(this.folded, upcastBatch(JSON.parse(JSON.stringify(batch))));
  }
}

export interface FinishOptions {
  readonly output: Output;
  readonly carrier: string;
  readonly take: number;
  readonly accepts: readonly ("auto" | "inline" | "detached")[];
  readonly holding: readonly InstanceKey[] | null;
}

function isIn<State extends TaskState>(status: Status, state: State): status is Status & { readonly state: State } {
  return status.state === state;
}

function toTargets(names: Name | readonly Name[]): { taskId: string; mapIndex: number | null }[] {
  return [names].flat().map((name) => ({
    taskId: parseName(name).taskId,
    mapIndex: name.includes("[") ? parseName(name).mapIndex : null,
  }));
}

export function parseName(name: Name): InstanceKey {
  const [, taskId = name, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? [];
  return { taskId, mapIndex: index === undefined ? -1 : Number(index) };
}

export function nameInstance(run: Run, instance: TaskInstance): Name {
  const id = taskIdOf(run, instance);
  return instance.mapIndex === -1 ? id : `${id}[${instance.mapIndex}]`;
}

export function namesOf({ run }: TestRun, instances: readonly TaskInstance[]): Name[] {
  return instances.map((instance) => nameInstance(run, instance));
}
