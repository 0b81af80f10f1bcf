import type { DagPeers } from "../../../src/coordinator/ports.ts";
import type { Shipped } from "../../../src/coordinator/dag-state.ts";
import type { Ports } from "./actor.ts";
import type { RunEdges, RunParts } from "./objects.ts";

/** A world with one mechanism taken out, from outside: ports that lie, methods that were replaced. */
export interface Mutation {
  readonly ports?: (ports: Ports, kind: "run" | "dag" | "pool") => Ports;
  readonly run?: (parts: RunParts, ports: Ports) => RunParts;
  readonly runEdges?: (edges: RunEdges) => RunEdges;
  readonly dagPeers?: (peers: DagPeers) => DagPeers;
  /** What a DAG's object takes for deployed. */
  readonly shipped?: (shipped: Shipped) => Shipped;
  /** Whether D1 keeps the newer row. */
  readonly isSinkGuarded?: boolean;
  /** Whether what an event sends waits until what it wrote is kept. */
  readonly isGated?: boolean;
  /** Whether alarms ring. */
  readonly hasAlarms?: boolean;
  /** Whether the cron comes. */
  readonly hasTicks?: boolean;
}

export const NO_MUTATION: Mutation = {};
