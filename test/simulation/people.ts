import type { RunKey } from "../../src/core/ids.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import type { Graph } from "../../src/core/graph.ts";
import type { TriggerRequest } from "../../src/core/views.ts";
import { Invocation } from "../support/world/invocation.ts";
import type { RunRows } from "../support/world/org-view.ts";
import type { Random } from "../support/world/random.ts";
import type { World } from "../support/world/world.ts";

/** People at the interface: they trigger, clear, cancel, mark, delete and pause, and remember what they were promised. */
export class People {
  readonly #world: World;
  readonly #random: Random;
  readonly #graphs: readonly Graph[];
  /** Runs that an answer said exist. */
  readonly promised = new Map<string, RunKey>();
  /** Runs somebody asked to delete, and those an answer said are gone. */
  readonly deleting = new Set<string>();
  readonly deleted = new Map<string, RunKey>();
  #named = 0;

  constructor(world: World, random: Random, graphs: readonly Graph[]) {
    this.#world = world;
    this.#random = random;
    this.#graphs = graphs;
  }

  /** One thing that somebody does. */
  act(): void {
    const graph = this.#random.pick(this.#graphs);
    if (graph === undefined) return;
    const deeds: readonly (readonly [share: number, deed: () => Promise<unknown>])[] = [
      [0.4, () => this.#trigger(graph)],
      [0.1, () => this.#pause(graph, this.#random.chance(0.4))],
      [0.16, () => this.#clear()],
      [0.1, () => this.#cancel()],
      [0.1, () => this.#mark()],
      [0.08, () => this.#delete()],
      [0.06, () => this.#annotate()],
    ];
    let drawn = this.#random.next();
    for (const [share, deed] of deeds) {
      drawn -= share;
      // An answer that does not come is a person's bad luck.
      if (drawn < 0) return void deed().catch(() => undefined);
    }
  }

  async #trigger(graph: Graph): Promise<void> {
    const random = this.#random;
    this.#named += 1;
    const runId = random.chance(0.2) ? `by hand ${random.int(4)}` : `by hand ${this.#named + 10}`;
    const slot = Math.floor(this.#world.loop.now / 60_000) * 60_000 + random.between(-2, 2) * 60_000;
    const request: TriggerRequest = {
      v: 1,
      runId: random.chance(0.2) ? null : runId,
      logicalDate: random.chance(0.3) ? slot : null,
      dataInterval: null,
      runAfter: random.chance(0.1) ? this.#world.loop.now + random.between(0, 120_000) : null,
      conf: {},
      note: null,
      partitionKey: null,
      triggeredBy: "rest_api",
      triggeringUser: "ann",
    };
    const made = await this.#world.call(this.#world.dag(graph), (engine) => engine.trigger(request));
    if (made.ok) this.promised.set(nameRunObject(made.value), made.value);
  }

  async #pause(graph: Graph, isPaused: boolean): Promise<void> {
    await this.#world.call(this.#world.dag(graph), (engine) => engine.setPaused(isPaused));
  }

  #pickRun(): { key: RunKey; graph: Graph } | null {
    const all = [...this.#world.orgView.runs.values()];
    // Often the one that has just come to something.
    const rows = this.#random.chance(0.5) ? all.reduce(pickLatest, all[0]) : this.#random.pick(all);
    const graph = this.#graphs.find(({ dagId }) => dagId === rows?.run.dagId);
    if (rows === undefined || graph === undefined) return null;
    const { team, dagId, runId } = rows.run;
    return { key: { team, dagId, runId }, graph };
  }

  #target(graph: Graph): { taskId: string; mapIndex: number | null }[] {
    const task = this.#random.pick(graph.tasks);
    return task === undefined ? [] : [{ taskId: task.id, mapIndex: null }];
  }

  /** Somebody does not believe what a run came to. */
  doubt(key: RunKey): void {
    const graph = this.#graphs.find(({ dagId }) => dagId === key.dagId);
    if (graph !== undefined) void this.#clear({ key, graph }).catch(() => undefined);
  }

  async #clear(run = this.#pickRun()): Promise<void> {
    if (run === null) return;
    const random = this.#random;
    const request = {
      v: 1,
      targets: this.#target(run.graph),
      upstream: random.chance(0.2),
      downstream: random.chance(0.5),
      onlyFailed: random.chance(0.2),
      onlyRunning: random.chance(0.1),
      resetRun: true,
      dryRun: random.chance(0.1),
      by: "ann",
    } as const;
    await this.#world.call(this.#world.run(run.key), (parts) => parts.actions.clear(request));
  }

  async #cancel(): Promise<void> {
    const run = this.#pickRun();
    if (run === null) return;
    const state = this.#random.chance(0.5) ? "failed" : "success";
    await this.#world.call(this.#world.run(run.key), (parts) => parts.actions.cancel({ v: 1, state, by: "ann" }));
  }

  async #mark(): Promise<void> {
    const run = this.#pickRun();
    if (run === null) return;
    const random = this.#random;
    const request = {
      v: 1,
      targets: this.#target(run.graph),
      state: random.pick(["success", "failed", "skipped"] as const),
      upstream: random.chance(0.2),
      downstream: random.chance(0.2),
      dryRun: false,
      by: "ann",
    } as const;
    await this.#world.call(this.#world.run(run.key), (parts) => parts.actions.mark(request));
  }

  async #delete(): Promise<void> {
    const run = this.#pickRun();
    if (run === null) return;
    const name = nameRunObject(run.key);
    this.deleting.add(name);
    const done = await this.#world.call(this.#world.dag(run.key), (engine) => engine.deleteRun(run.key.runId));
    if (done.ok) this.deleted.set(name, run.key);
  }

  async #annotate(): Promise<void> {
    const run = this.#pickRun();
    if (run === null) return;
    const note = `note ${this.#random.int(100)}`;
    await this.#world.call(this.#world.run(run.key), (parts) => parts.actions.setNote(note));
  }

  #isPaused(graph: Graph): boolean {
    const { sql } = this.#world.dag(graph);
    return !sql.isEmpty() && sql.exec("select is_paused from dag")[0]?.["is_paused"] === 1;
  }

  /** Lets paused DAGs run; asks again until it was heard. Whoever was not paused is left alone, and so not woken. */
  async unpauseAll(): Promise<void> {
    const caller = new Invocation(this.#world.loop);
    for (const graph of this.#graphs.filter((one) => this.#isPaused(one))) {
      for (let isHeard = false; !isHeard;) {
        const call = this.#world.call(this.#world.dag(graph), (engine) => engine.setPaused(false), caller);
        isHeard = await call.then(
          ({ ok }) => ok,
          () => false,
        );
        if (!isHeard) await caller.wait(5_000);
      }
    }
  }
}

function pickLatest(latest: RunRows | undefined, rows: RunRows): RunRows {
  return (rows.run.endedAt ?? 0) > (latest?.run.endedAt ?? 0) || latest === undefined ? rows : latest;
}
