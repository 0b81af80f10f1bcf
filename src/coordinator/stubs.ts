import type { DagKey, RunKey } from "../core/ids.ts";
import { nameDagObject, namePoolObject, nameRunObject } from "../core/ids.ts";
import type { DagObject, PoolObject, RunObject } from "../core/objects.ts";
import type { FinishReply, Leases } from "../core/protocol.ts";
import type { RunLink } from "../executors/contract.ts";

/** The bindings through which objects are reached. */
export interface ObjectBindings {
  readonly RUN: DurableObjectNamespace;
  readonly DAG: DurableObjectNamespace;
  readonly POOL: DurableObjectNamespace;
}

// A stub forwards any method call; the interface it is read as is the one the class implements.
export function reachRun(env: ObjectBindings, key: RunKey): RunObject {
  return env.RUN.getByName(nameRunObject(key)) as unknown as RunObject;
}
export function reachRunByName(env: ObjectBindings, name: string): RunObject {
  return env.RUN.getByName(name) as unknown as RunObject;
}

/** A run as carriers reach it: what is said most travels as text. */
export function reachRunLink(env: ObjectBindings, name: string): RunLink {
  const run = reachRunByName(env, name) as unknown as RunObject & TextCalls;
  return {
    start: async (request) => JSON.parse(await run.startText(JSON.stringify(request))) as Leases,
    finish: async (request) => JSON.parse(await run.finishText(JSON.stringify(request))) as FinishReply,
    heartbeat: (request) => run.heartbeat(request),
    readOutputs: (taskId, from) => run.readOutputs(taskId, from),
  };
}
interface TextCalls {
  startText(request: string): Promise<string>;
  finishText(request: string): Promise<string>;
}

export function reachDag(env: ObjectBindings, key: DagKey): DagObject {
  return env.DAG.getByName(nameDagObject(key)) as unknown as DagObject;
}
export function reachPool(env: ObjectBindings, team: string, pool: string): PoolObject {
  return env.POOL.getByName(namePoolObject(team, pool)) as unknown as PoolObject;
}
