import type { BackfillSpec } from "../../src/core/backfill.ts";
import type { RunKey } from "../../src/core/ids.ts";
import type { CreateBulk } from "../../src/core/bulk.ts";
import type { Graph } from "../../src/core/graph.ts";
import { isRunEnded } from "../../src/core/state.ts";
import type { Actor } from "../support/world/actor.ts";
import { Invocation } from "../support/world/invocation.ts";
import type { RunRows } from "../support/world/org-view.ts";
import type { Random } from "../support/world/random.ts";
import type { World } from "../support/world/world.ts";
import type { Shadow } from "./shadow.ts";

export interface PickedRun {
  readonly key: RunKey;
  readonly graph: Graph;
}

interface Surroundings extends Pick<People, "random" | "undone" | "ship"> {
  readonly graphs: readonly Graph[];
}

/** People at the interface: what they can do is listed in `DEEDS`; here they remember what they were promised. */
export class People {
  readonly world: World;
  readonly random: Random;
  readonly #graphs: readonly Graph[];
  /** Runs that an answer said exist. */
  readonly promised = new Map<string, RunKey>();
  /** Runs somebody asked to delete, and those an answer said are gone. */
  readonly deleting = new Set<string>();
  readonly deleted = new Map<string, RunKey>();
  /** Backfills and bulks that somebody asked for, whether or not they came to be. */
  readonly backfills = new Map<number, { readonly graph: Graph; readonly spec: BackfillSpec }>();
  readonly bulks = new Map<string, { readonly graph: Graph; readonly request: CreateBulk }>();
  /** Names of what nobody does here. */
  readonly undone: readonly string[];
  /** Deploys new versions. */
  readonly ship: () => void;
  /** How often they did what. */
  readonly done = new Map<string, number>();
  #named = 0;
  readonly #caller: Invocation;

  constructor(world: World, { random, graphs, undone, ship }: Surroundings) {
    this.world = world;
    this.random = random;
    this.#graphs = graphs;
    this.undone = undone;
    this.ship = ship;
    this.#caller = new Invocation(world.loop);
  }

  /** One of those whose DAGs there are. */
  pickGraph(): Graph | undefined {
    return this.random.pick(this.#graphs);
  }

  readonly nextNumber = (): number => {
    this.#named += 1;
    return this.#named;
  };

  readonly pickRun = (): PickedRun | null => {
    const all = [...this.world.orgView.runs.values()];
    // Often the one that has just come to something.
    return this.#name(this.random.chance(0.5) ? all.reduce(pickLatest, all[0]) : this.random.pick(all));
  };

  /** One that is under way, as far as D1 knows. */
  readonly pickOpenRun = (): PickedRun | null => {
    return this.#name(
      this.random.pick([...this.world.orgView.runs.values()].filter(({ run }) => !isRunEnded(run.state))),
    );
  };
  readonly pickHeldRun = (): PickedRun | null => {
    return this.#name(
      this.random.pick([...this.world.orgView.runs.values()].filter(({ run }) => run.held !== undefined)),
    );
  };

  #name(rows: RunRows | undefined): PickedRun | null {
    const graph = this.findGraph(rows?.run.dagId ?? "");
    if (rows === undefined || graph === undefined) return null;
    const { team, dagId, runId } = rows.run;
    return { key: { team, dagId, runId }, graph };
  }

  findGraph(dagId: string): Graph | undefined {
    return this.#graphs.find((graph) => graph.dagId === dagId);
  }

  #isPaused(graph: Graph): boolean {
    const { sql } = this.world.dag(graph);
    return !sql.isEmpty() && sql.exec("select is_paused from dag")[0]?.["is_paused"] === 1;
  }

  /** Lets all go on that somebody paused or held; asks again until it was heard. Whoever goes on is not even asked. */
  async releaseAll(shadows: Iterable<Shadow>): Promise<void> {
    const { world } = this;
    const paused = this.#graphs.filter((one) => this.#isPaused(one));
    const held = [...shadows].filter(({ run }) => run.held !== null && !isRunEnded(run.state));
    const backfills = [...this.backfills].filter(([id, { graph }]) => this.#isBackfillPaused(id, graph));
    await Promise.all([
      ...paused.map((graph) => this.#insist(() => this.#ask(world.dag(graph), (dag) => dag.setPaused(false)))),
      ...held.map(({ run: { identity } }) =>
        this.#insist(() =>
          this.#ask(world.run(identity), (parts) => parts.actions.hold({ v: 1, isHeld: false, by: "ann" })),
        ),
      ),
      ...backfills.map(([id, { graph }]) =>
        this.#insist(() =>
          this.#ask(world.dag(graph), (dag) => dag.backfills?.control({ v: 1, id, action: "unpause", by: "ann" })),
        ),
      ),
    ]);
  }

  /** Marks tasks of a run as done, whatever became of them. */
  markDone(key: RunKey, taskIds: readonly string[]): void {
    const targets = taskIds.map((taskId) => ({ taskId, mapIndex: null }));
    const request = { v: 1, targets, state: "success", upstream: false, downstream: false, dryRun: false } as const;
    const mark = () => this.#ask(this.world.run(key), (parts) => parts.actions.mark({ ...request, by: "ann" }));
    this.world.loop.perform(() => void mark().catch(() => undefined));
  }

  #isBackfillPaused(id: number, graph: Graph): boolean {
    const { sql } = this.world.dag(graph);
    return !sql.isEmpty() && sql.exec("select 1 from backfill where id = ? and state = 'paused'", id).length > 0;
  }

  #ask<Engine>(actor: Actor<Engine>, invoke: (engine: Engine) => unknown): Promise<unknown> {
    return this.world.call(actor, async (engine) => await invoke(engine), this.#caller);
  }

  async #insist(ask: () => Promise<unknown>): Promise<void> {
    for (let isHeard = false; !isHeard;) {
      isHeard = await ask().then(
        () => true,
        () => false,
      );
      if (!isHeard) await this.#caller.wait(5_000);
    }
  }
}

function pickLatest(latest: RunRows | undefined, rows: RunRows): RunRows {
  return (rows.run.endedAt ?? 0) > (latest?.run.endedAt ?? 0) || latest === undefined ? rows : latest;
}
