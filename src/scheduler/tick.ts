import type { DagKey } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type { TeamLimits } from "../core/objects.ts";

/** A DAG to be advanced, with what D1 says of its team; without, it keeps to what it was told last. */
export type DueDag = DagKey & Partial<TeamLimits>;

export interface SchedulerWorld {
  readonly manifest: Manifest;
  /** Writes what the deployment ships to D1 when it is not there yet; returns at once when it is. */
  readonly takeUp: (now: number) => Promise<void>;
  /** DAGs that are due, have live runs, or are in this minute's slice of all. */
  readonly listDagsToAdvance: (now: number, slice: number) => Promise<readonly DueDag[]>;
  readonly recordTick: (now: number) => Promise<void>;
  readonly advance: (dag: DueDag) => Promise<unknown>;
}

export interface TickReport {
  readonly advanced: number;
  readonly failed: number;
}

/** DAG objects are called this many at a time. */
const PARALLEL = 24;

/**
 * One minute's tick. It carries no meaning: each DAG looks for itself what is due, so that a tick may come late, twice
 * or not at all. When D1 cannot say which DAGs are due, all are asked.
 */
export async function tick(world: SchedulerWorld, now: number): Promise<TickReport> {
  const dags = await findDags(world, now);
  const report = { advanced: 0, failed: 0 };
  const queue = [...dags];
  const work = async (): Promise<void> => {
    for (let dag = queue.shift(); dag !== undefined; dag = queue.shift()) {
      if (await advanceOne(world, dag)) report.advanced += 1;
      else report.failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, work));
  return report;
}

async function findDags(world: SchedulerWorld, now: number): Promise<readonly DueDag[]> {
  try {
    await world.takeUp(now);
    await world.recordTick(now);
    return await world.listDagsToAdvance(now, Math.floor(now / 60_000) % 60);
  } catch (error) {
    console.warn("D1 does not answer, so every DAG is asked", error);
    return world.manifest.files.flatMap((file) =>
      file.kind === "compiled" ? file.dags.map(({ graph }) => graph) : [],
    );
  }
}

/** A DAG that fails is its own matter: its object tries again, and the next tick comes. */
async function advanceOne(world: SchedulerWorld, dag: DueDag): Promise<boolean> {
  try {
    await world.advance(dag);
    return true;
  } catch (error) {
    console.warn(`DAG ${dag.team}/${dag.dagId} could not be advanced`, error);
    return false;
  }
}
