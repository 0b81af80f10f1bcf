import type { RunKey } from "../../src/core/ids.ts";
import type { Graph } from "../../src/core/graph.ts";
import { Invocation } from "../support/world/invocation.ts";
import type { RunRows } from "../support/world/org-view.ts";
import type { Random } from "../support/world/random.ts";
import type { World } from "../support/world/world.ts";

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
  /** How often they did what. */
  readonly done = new Map<string, number>();
  #named = 0;

  constructor(world: World, random: Random, graphs: readonly Graph[]) {
    this.world = world;
    this.random = random;
    this.#graphs = graphs;
  }

  /** One of those whose DAGs there are. */
  pickGraph(): Graph | undefined {
    return this.random.pick(this.#graphs);
  }

  readonly nextNumber = (): number => {
    this.#named += 1;
    return this.#named;
  };

  readonly pickRun = (): { key: RunKey; graph: Graph } | null => {
    const all = [...this.world.orgView.runs.values()];
    // Often the one that has just come to something.
    const rows = this.random.chance(0.5) ? all.reduce(pickLatest, all[0]) : this.random.pick(all);
    const graph = this.findGraph(rows?.run.dagId ?? "");
    if (rows === undefined || graph === undefined) return null;
    const { team, dagId, runId } = rows.run;
    return { key: { team, dagId, runId }, graph };
  };

  findGraph(dagId: string): Graph | undefined {
    return this.#graphs.find((graph) => graph.dagId === dagId);
  }

  #isPaused(graph: Graph): boolean {
    const { sql } = this.world.dag(graph);
    return !sql.isEmpty() && sql.exec("select is_paused from dag")[0]?.["is_paused"] === 1;
  }

  /** Lets paused DAGs run; asks again until it was heard. Whoever was not paused is left alone, and so not woken. */
  async unpauseAll(): Promise<void> {
    const caller = new Invocation(this.world.loop);
    for (const graph of this.#graphs.filter((one) => this.#isPaused(one))) {
      for (let isHeard = false; !isHeard;) {
        const call = this.world.call(this.world.dag(graph), (engine) => engine.setPaused(false), caller);
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
