import type { Graph } from "../../../src/core/graph.ts";
import type { RunKey } from "../../../src/core/ids.ts";
import { nameRunObject } from "../../../src/core/ids.ts";
import type { FinishRequest, Leases, Outcome, RunView, TaskMessage } from "../../../src/core/protocol.ts";
import type { TriggerRequest } from "../../../src/core/views.ts";
import type { DagEngine } from "../../../src/coordinator/dag-engine.ts";
import type { Actor } from "./actor.ts";
import { outsidePromises } from "./microtasks.ts";
import type { RunParts } from "./objects.ts";
import { World } from "./world.ts";
import type { WorldOptions } from "./world.ts";

export const DEFAULT_TRIGGER: TriggerRequest = {
  v: 1,
  runId: "r",
  logicalDate: null,
  dataInterval: null,
  runAfter: null,
  conf: {},
  note: null,
  partitionKey: null,
  triggeredBy: "rest_api",
  triggeringUser: null,
};

/** A world in a test's hands: time passes when the test says so, and by default nobody carries what is dispatched. */
export class Stage {
  readonly world: World;

  constructor(graph: Graph, options: Partial<WorldOptions> & { readonly delivers?: boolean } = {}) {
    this.world = new World({ seed: "stage", ...options });
    if (options.delivers !== true) this.world.queue.held = [];
    this.world.deployment.ship(graph, 1);
  }

  get sent(): readonly TaskMessage[] {
    return this.world.queue.held ?? [];
  }

  dag(dagId = "test"): Actor<DagEngine> {
    return this.world.dag({ team: "default", dagId });
  }
  run(runId = "r", dagId = "test"): Actor<RunParts> {
    return this.world.run({ team: "default", dagId, runId });
  }
  key(runId = "r"): RunKey {
    return { team: "default", dagId: "test", runId };
  }

  /** Calls an object and lets time pass until it has answered. */
  async ask<Engine, T>(actor: Actor<Engine>, invoke: (engine: Engine) => Promise<T> | T): Promise<T> {
    const { loop } = this.world;
    let settled: { readonly value: T } | { readonly error: Error } | null = null;
    await outsidePromises(() => {
      const settle = (result: { value: T } | { error: Error }): void => {
        settled = result;
      };
      loop.perform(() =>
        actor.receive(invoke, { succeed: (value) => settle({ value }), fail: (error) => settle({ error }) }),
      );
      while (settled === null && loop.step(loop.now + 120_000));
    });
    return unwrap(settled);
  }

  async pass(milliseconds: number): Promise<void> {
    const { loop } = this.world;
    const until = loop.now + milliseconds;
    await outsidePromises(() => {
      while (loop.step(until));
    });
  }

  trigger(changes: Partial<TriggerRequest> = {}) {
    return this.ask(this.dag(), (engine) => engine.trigger({ ...DEFAULT_TRIGGER, ...changes }));
  }

  /** Starts tasks with the tokens of their newest messages. */
  start(carrier: string, taskIds: readonly string[], runId = "r"): Promise<Leases | null> {
    const attempts = taskIds.map((taskId) => this.find(taskId, runId));
    return this.ask(this.run(runId), (parts) => parts.carriers.start({ v: 1, carrier, attempts }));
  }

  /** The newest message of an unmapped task. */
  find(taskId: string, runId = "r"): { taskId: string; mapIndex: number; token: string } {
    const run = nameRunObject(this.key(runId));
    const message = this.sent.findLast((sent) => sent.taskId === taskId && sent.run === run);
    return { taskId, mapIndex: -1, token: message?.token ?? "none" };
  }

  /** Finishes a task with the token of its newest message. */
  finish(carrier: string, taskId: string, changes: FinishChanges = {}) {
    const { outcome = { type: "success" }, runId = "r", token, ...rest } = changes;
    const finish = { ...this.find(taskId, runId), tryNumber: 1, outcome, xcoms: [], events: [], logs: null };
    const finishes = [token === undefined ? finish : { ...finish, token }];
    const request: FinishRequest = { v: 1, carrier, finishes, take: 0, accepts: ["auto"], holding: null, ...rest };
    return this.ask(this.run(runId), (parts) => parts.carriers.finish(request));
  }

  /** States of a run's instances by task id, as the run's object tells them. */
  async states(runId = "r"): Promise<Record<string, string>> {
    return Object.fromEntries(
      (await this.instances(runId)).map(({ taskId, mapIndex, state }) => [nameOf(taskId, mapIndex), state]),
    );
  }

  instances(runId = "r") {
    return this.ask(this.run(runId), (parts) => parts.reader.listInstances(null));
  }

  /** Clears all instances of a task. */
  clear(taskId: string, runId = "r") {
    const targets = [{ taskId, mapIndex: null }];
    const narrow = { upstream: false, downstream: false, onlyFailed: false, onlyRunning: false };
    const request = { v: 1, targets, ...narrow, resetRun: true, dryRun: false, by: "ann" } as const;
    return this.ask(this.run(runId), (parts) => parts.actions.clear(request));
  }

  /** A run that must exist. */
  async view(runId = "r"): Promise<RunView> {
    const view = await this.ask(this.run(runId), (parts) => parts.actions.view());
    if (view === null) throw new Error(`There is no run ${runId}`);
    return view;
  }
  async runState(runId = "r"): Promise<string> {
    return (await this.view(runId)).state;
  }
}

export interface FinishChanges extends Partial<Omit<FinishRequest, "finishes" | "carrier">> {
  readonly outcome?: Outcome;
  readonly token?: string;
  readonly runId?: string;
}

function nameOf(taskId: string, mapIndex: number): string {
  return mapIndex === -1 ? taskId : `${taskId}[${mapIndex}]`;
}

function unwrap<T>(settled: { readonly value: T } | { readonly error: Error } | null): T {
  if (settled === null) throw new Error("No answer came");
  if ("error" in settled) throw settled.error;
  return settled.value;
}
