import type { RunKey } from "../../../src/core/ids.ts";
import { prefixOfRun } from "../../../src/core/ids.ts";
import type { PoolSettings } from "../../../src/core/objects.ts";
import { DagEngine } from "../../../src/coordinator/dag-engine.ts";
import type { Shipped } from "../../../src/coordinator/dag-state.ts";
import type { DagKey } from "../../../src/core/ids.ts";
import { LogArchive } from "../../../src/coordinator/log-archive.ts";
import { PoolEngine } from "../../../src/coordinator/pool-engine.ts";
import type { PoolWorld } from "../../../src/coordinator/pool-engine.ts";
import type { Blobs, DagPeers, RunPeers, RunSink, TaskQueue } from "../../../src/coordinator/ports.ts";
import { RunEdits } from "../../../src/coordinator/run-edits.ts";
import { RunEngine } from "../../../src/coordinator/run-engine.ts";
import { RunOutbox } from "../../../src/coordinator/run-outbox.ts";
import { RunReader } from "../../../src/coordinator/run-reader.ts";
import { RunActions, RunCarriers } from "../../../src/coordinator/run-service.ts";
import type { ActorKind, Ports } from "./actor.ts";

/*
 * The objects as their Durable Object classes put them together: the same logic, over the ports of a simulated one.
 */

export interface RunEdges {
  readonly queue: TaskQueue;
  readonly blobs: Blobs;
  readonly sink: RunSink;
  readonly peers: RunPeers;
}

export class RunParts {
  readonly engine: RunEngine;
  readonly carriers: RunCarriers;
  readonly actions: RunActions;
  readonly edits: RunEdits;
  readonly reader: RunReader;
  readonly edges: RunEdges;
  readonly outbox: RunOutbox;

  constructor(ports: Ports, edges: RunEdges) {
    const { sql, clock, host } = ports;
    this.outbox = new RunOutbox({ host, ...edges });
    this.edges = edges;
    this.engine = new RunEngine({ sql, clock, host, outbox: this.outbox });
    this.carriers = new RunCarriers(this.engine);
    this.actions = new RunActions(this.engine);
    this.edits = new RunEdits(this.engine);
    this.reader = new RunReader(this.engine, new LogArchive(edges.blobs));
  }

  async destroy(key: RunKey): Promise<void> {
    await this.outbox.tellLast(this.engine);
    await this.engine.erase();
    await this.edges.sink.delete(key);
    await this.edges.blobs.deletePrefix(prefixOfRun(key));
    await this.edges.blobs.deletePrefix(`registry/${prefixOfRun(key)}`);
  }
}

export function createRunKind(openEdges: (ports: Ports) => RunEdges): ActorKind<RunParts> {
  return {
    build: (ports) => new RunParts(ports, openEdges(ports)),
    alarm: (parts) => parts.engine.drain(),
  };
}

export function createDagKind(
  key: DagKey,
  readShipped: () => Shipped | null,
  openPeers: (ports: Ports) => DagPeers,
): ActorKind<DagEngine> {
  return {
    build: (ports) => {
      const { sql, clock, host } = ports;
      return new DagEngine({ key, sql, clock, host, peers: openPeers(ports), shipped: readShipped() });
    },
    alarm: (engine) => engine.advance(),
  };
}

export function createPoolKind(
  name: string,
  readSettings: () => PoolSettings | null,
  openPeers: (ports: Ports) => Pick<PoolWorld, "grant" | "ask">,
): ActorKind<PoolEngine> {
  return {
    build: (ports) => {
      const { sql, clock, host } = ports;
      return new PoolEngine({ name, sql, clock, host, readSettings: async () => readSettings(), ...openPeers(ports) });
    },
    alarm: (engine) => engine.sweep(),
  };
}
