import { DagEngine } from "../../../src/coordinator/dag-engine.ts";
import type { Shipped } from "../../../src/coordinator/dag-state.ts";
import type { DagPeers, Sql } from "../../../src/coordinator/ports.ts";
import type { CreateRun } from "../../../src/core/objects.ts";
import { refuse, succeed } from "../../../src/core/result.ts";
import type { RunView } from "../../../src/core/protocol.ts";
import type { DagView } from "../../../src/core/views.ts";
import type { Desk } from "./desk.ts";

/** A DAG's object as its class puts it together, over a store and a desk, with runs that say what they are told to. */
export class DagUnderTest {
  readonly engine: DagEngine;
  readonly desk: Desk;
  readonly created: CreateRun[] = [];
  readonly admitted: string[] = [];
  readonly destroyed: string[] = [];
  readonly projected: DagView[] = [];
  readonly runs = new Map<string, RunView>();
  /** Run ids whose objects do not answer. */
  readonly silent = new Set<string>();
  /** Run ids of which nothing is left to tell. */
  readonly rested = new Set<string>();

  constructor(sql: Sql, desk: Desk, shipped: Shipped) {
    this.desk = desk;
    const { clock, host } = desk;
    const { team, dagId } = shipped.graph;
    this.engine = new DagEngine({ key: { team, dagId }, sql, clock, host, shipped, peers: this.#peers });
  }

  /** What a run would say of itself at a state. */
  say(runId: string, state: RunView["state"]): RunView {
    const run = this.runs.get(runId);
    if (run === undefined) throw new Error(`No run ${runId} was made`);
    const view = { ...run, state, seq: run.seq + 1, endedAt: state === "running" ? null : this.desk.now };
    this.runs.set(runId, view);
    return view;
  }

  #answer(runId: string): void {
    if (this.silent.has(runId)) throw new Error(`The object of ${runId} does not answer`);
  }

  readonly #peers: DagPeers = {
    createRun: async (request) => {
      const { runId } = request.identity;
      this.#answer(runId);
      if (this.runs.has(runId) && request.admit) {
        this.admitted.push(runId);
        return this.say(runId, "running");
      }
      this.created.push(request);
      const view = describeNew(request, this.desk.now);
      this.runs.set(request.identity.runId, view);
      return view;
    },
    wakeRun: async ({ runId }) => {
      this.#answer(runId);
      const view = this.runs.get(runId);
      return view === undefined ? null : { view, isAtRest: this.rested.has(runId) };
    },
    destroyRun: async ({ runId }) => {
      this.#answer(runId);
      this.destroyed.push(runId);
    },
    adoptRun: async ({ runId }) => this.runs.get(runId) ?? null,
    actOnRun: async ({ runId }) => {
      this.#answer(runId);
      const view = this.runs.get(runId);
      return view === undefined ? refuse({ code: "run_not_found", params: { run: runId } }) : succeed(view);
    },
    cancelRun: async ({ runId }) => this.runs.get(runId) ?? null,
    projectBackfill: async () => undefined,
    projectAssetRuns: async () => undefined,
    describePast: async () => null,
    recheckPast: async () => undefined,
    auditPause: async () => undefined,
    projectDag: async (view) => void this.projected.push(view),
  };
}

function describeNew({ identity, note, admit }: CreateRun, now: number): RunView {
  const times = { queuedAt: now, startedAt: admit ? now : null, endedAt: null };
  return { ...identity, ...times, state: admit ? "running" : "queued", note, clearNumber: 0, seq: admit ? 2 : 1 };
}
