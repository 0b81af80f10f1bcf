import type { RunPeers, RunSink, Sql } from "../../../src/coordinator/ports.ts";
import { LogArchive } from "../../../src/coordinator/log-archive.ts";
import { RunEngine } from "../../../src/coordinator/run-engine.ts";
import { RunOutbox } from "../../../src/coordinator/run-outbox.ts";
import { RunReader } from "../../../src/coordinator/run-reader.ts";
import { RunActions, RunCarriers } from "../../../src/coordinator/run-service.ts";
import type { TradeSlots } from "../../../src/core/objects.ts";
import type { RunView } from "../../../src/core/protocol.ts";
import type { Desk } from "./desk.ts";

/** What becomes of a run outside of it, as its DAG and D1 see it. */
export interface Heard {
  readonly ended: RunView[];
  readonly projected: RunView[];
}

/** A run's object as its class puts it together, over a store and a desk. */
export class RunUnderTest {
  readonly engine: RunEngine;
  readonly carriers: RunCarriers;
  readonly actions: RunActions;
  readonly reader: RunReader;
  readonly desk: Desk;
  readonly heard: Heard = { ended: [], projected: [] };
  /** Leases the pool gives out at most; those held already count. */
  poolSlots = Infinity;

  constructor(sql: Sql, desk: Desk) {
    this.desk = desk;
    const { host, clock, queue, bucket: blobs } = desk;
    const outbox = new RunOutbox({ host, queue, blobs, sink: this.#sink, peers: this.#peers });
    this.engine = new RunEngine({ sql, clock, host, outbox });
    this.carriers = new RunCarriers(this.engine);
    this.actions = new RunActions(this.engine);
    this.reader = new RunReader(this.engine, new LogArchive(blobs));
  }

  readonly #sink: RunSink = {
    write: async (run) => void this.heard.projected.push(run),
    delete: async () => undefined,
    recordAssets: async () => undefined,
  };
  readonly #peers: RunPeers = {
    runEnded: async (view) => void this.heard.ended.push(view),
    runReopened: async () => undefined,
    runStirs: async () => undefined,
    runRests: async () => undefined,
    carryAttempts: async () => undefined,
    askPast: async () => ({ previous: null, known: [] }),
    pastMoved: async () => undefined,
    publishAssets: async () => undefined,
    tradeSlots: async (_, { holding, wants }: TradeSlots) => {
      const granted = wants.slice(0, Math.max(0, this.poolSlots - holding.length)).map(({ lease }) => lease);
      return { granted, refused: [] };
    },
  };
}
