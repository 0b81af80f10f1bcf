import type { JournalObject } from "../core/journal.ts";
import type { HubObject, WatchedDag, WatchedRun } from "../core/live.ts";
import type { DagKey, RunKey } from "../core/ids.ts";
import { nameDagObject, namePoolObject, nameRunObject } from "../core/ids.ts";
import type { DagObject, PoolObject, RunObject } from "../core/objects.ts";

/** The bindings through which objects are reached. */
export interface ObjectBindings {
  readonly RUN: DurableObjectNamespace;
  readonly DAG: DurableObjectNamespace;
  readonly POOL: DurableObjectNamespace;
  readonly LIVE: DurableObjectNamespace;
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

export function reachJournal(env: ObjectBindings, key: RunKey): JournalObject {
  return env.RUN.getByName(nameRunObject(key)) as unknown as JournalObject;
}
export function reachWatchedRun(env: ObjectBindings, key: RunKey): WatchedRun {
  return env.RUN.getByName(nameRunObject(key)) as unknown as WatchedRun;
}
export function reachWatchedDag(env: ObjectBindings, key: DagKey): WatchedDag {
  return env.DAG.getByName(nameDagObject(key)) as unknown as WatchedDag;
}
/** Where all runs of a team are watched, by the team's name. */
export function reachHub(env: ObjectBindings, team: string): HubObject {
  return env.LIVE.getByName(team) as unknown as HubObject;
}

/** Hands a request for a WebSocket to the object that is watched; 404 when there is no such thing. */
export function connectRun(env: ObjectBindings, key: RunKey, request: Request): Promise<Response> {
  return env.RUN.getByName(nameRunObject(key)).fetch(request);
}
export function connectDag(env: ObjectBindings, key: DagKey, request: Request): Promise<Response> {
  return env.DAG.getByName(nameDagObject(key)).fetch(request);
}
export function connectHub(env: ObjectBindings, team: string, request: Request): Promise<Response> {
  return env.LIVE.getByName(team).fetch(request);
}
