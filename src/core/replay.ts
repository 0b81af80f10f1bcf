import { applyBatch } from "./batch.ts";
import type { Batch } from "./batch.ts";
import type { Graph } from "./graph.ts";
import type { RunIdentity } from "./protocol.ts";
import { createRun } from "./run.ts";
import type { Run } from "./run.ts";
import { buildTopology } from "./topology.ts";

/** A run's history, to be looked at as it stood at any instant. */
export interface Replay {
  /** Epoch milliseconds of the first and the last row; of the run's own beginning when there is none. */
  readonly from: number;
  readonly to: number;
  /** The run as it stood after every row of up to and with `at`. The answer is changed by the next call. */
  at(at: number): Run;
  /** Instants at which something happened, each once, ascending. */
  readonly instants: readonly number[];
}

/**
 * Folds a journal by the core that wrote it. Going forward costs the rows in between; going back folds anew from the
 * start, so that a slider drawn through a long run stays cheap. Throws on a journal of a newer release.
 */
export function replay(graph: Graph, identity: RunIdentity, queuedAt: number, batches: readonly Batch[]): Replay {
  const topology = buildTopology(graph);
  // A clock that went back does not take rows out of their order: each counts from the newest instant before it.
  const times: number[] = [];
  for (const { at } of batches) times.push(Math.max(at, times.at(-1) ?? at));
  let run = createRun(topology, identity, queuedAt);
  let folded = 0;
  return {
    from: times[0] ?? queuedAt,
    to: times.at(-1) ?? queuedAt,
    instants: [...new Set(times)],
    at(at) {
      if (folded > 0 && (times[folded - 1] ?? 0) > at) {
        run = createRun(topology, identity, queuedAt);
        folded = 0;
      }
      for (let next = batches[folded]; next !== undefined && (times[folded] ?? 0) <= at; next = batches[folded]) {
        applyBatch(run, next);
        folded += 1;
      }
      return run;
    },
  };
}
