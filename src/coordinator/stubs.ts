import type { DagKey, RunKey } from "../core/ids.ts";
import { nameDagObject, namePoolObject, nameRunObject } from "../core/ids.ts";
import type { DagObject, PoolObject, RunObject } from "../core/objects.ts";

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

export function reachDag(env: ObjectBindings, key: DagKey): DagObject {
  return env.DAG.getByName(nameDagObject(key)) as unknown as DagObject;
}
export function reachPool(env: ObjectBindings, team: string, pool: string): PoolObject {
  return env.POOL.getByName(namePoolObject(team, pool)) as unknown as PoolObject;
}
