import { listRegisteredDags, listRegisteredRuns } from "../coordinator/run-registry.ts";
import { reachDag, reachRun } from "../coordinator/stubs.ts";
import { nameDagObject, type DagKey, type RunKey } from "../core/ids.ts";
import { encodeCursor, parseCursor } from "../store/cursor.ts";
import { listDagKeys, listMissingRuns } from "../store/rebuild.ts";
import type { ApiBindings } from "./environment.ts";

/** Runs told again by one call, about; a DAG counts as one. */
const BUDGET = 50;
/** Objects are reached this many at a time, below the platform's six open connections. */
const PARALLEL = 5;

/**
 * Where a rebuild stands. DAGs come in order of team and id, each with the runs its object knows; what only the registry
 * knows comes last.
 */
export type RebuildPosition =
  | { readonly step: "start" }
  /** After this DAG; or, with `run` set, in its midst, after that run. */
  | { readonly step: "dags"; readonly after: DagKey; readonly run: string }
  | { readonly step: "registry"; readonly from: string };

export interface RebuildStep {
  /** Runs told again. */
  readonly rebuilt: number;
  readonly next: RebuildPosition | null;
}

export interface RebuildWorld {
  readonly env: ApiBindings;
  /** Writes all that the deployment ships. */
  readonly takeUp: () => Promise<void>;
}

/** One bounded piece of filling the projected tables again. Each piece may be repeated. */
export async function rebuildSome(world: RebuildWorld, position: RebuildPosition): Promise<RebuildStep> {
  if (position.step === "registry") return rebuildRegistered(world.env, position.from);
  if (position.step === "dags") return rebuildDags(world.env, position);
  await world.takeUp();
  return { rebuilt: 0, next: { step: "dags", after: { team: "", dagId: "" }, run: "" } };
}

type DagPosition = Extract<RebuildPosition, { step: "dags" }>;

async function rebuildDags(env: ApiBindings, start: DagPosition): Promise<RebuildStep> {
  const dags = await listAllDags(env);
  let rebuilt = 0;
  let position = start;
  for (let spent = 0; spent < BUDGET;) {
    const dag = findNext(dags, position);
    if (dag === null) return { rebuilt, next: { step: "registry", from: "" } };
    const page = await rebuildPage(env, dag, position.run);
    rebuilt += page.rebuilt;
    spent += page.found + 1;
    position = { step: "dags", after: dag, run: page.last };
  }
  return { rebuilt, next: position };
}

/** DAGs that D1 or the registry knows, in order. */
async function listAllDags(env: ApiBindings): Promise<readonly DagKey[]> {
  const [known, registered] = await Promise.all([listDagKeys(env.DB), listRegisteredDags(env.BLOBS)]);
  const byName = new Map([...known, ...registered].map((dag) => [nameDagObject(dag), dag]));
  return [...byName.values()].toSorted(compareDags);
}

function findNext(dags: readonly DagKey[], { after, run }: DagPosition): DagKey | null {
  return dags.find((dag) => compareDags(dag, after) > (run === "" ? 0 : -1)) ?? null;
}

function compareDags(one: DagKey, other: DagKey): number {
  return compareTexts(one.team, other.team) || compareTexts(one.dagId, other.dagId);
}
function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/** One page of a DAG's runs; after the last the DAG itself. */
async function rebuildPage(env: ApiBindings, dag: DagKey, after: string) {
  const object = reachDag(env, dag);
  const ids = await object.listRunIds(after, BUDGET);
  const rebuilt = await tellAgain(
    env,
    ids.map((runId) => ({ team: dag.team, dagId: dag.dagId, runId })),
  );
  const last = ids.length < BUDGET ? "" : (ids.at(-1) ?? "");
  if (last === "") await object.reproject();
  return { found: ids.length, rebuilt, last };
}

/** Runs whose DAG's object has forgotten them. */
async function rebuildRegistered(env: ApiBindings, from: string): Promise<RebuildStep> {
  const { runs, next } = await listRegisteredRuns(env.BLOBS, from, BUDGET);
  const rebuilt = await tellAgain(env, await listMissingRuns(env.DB, runs));
  return { rebuilt, next: next === null ? null : { step: "registry", from: next } };
}

/** How many of the runs there were: a deleted one has nothing to tell. */
async function tellAgain(env: ApiBindings, runs: readonly RunKey[]): Promise<number> {
  let told = 0;
  for (let at = 0; at < runs.length; at += PARALLEL) {
    const answers = await Promise.all(runs.slice(at, at + PARALLEL).map((key) => reachRun(env, key).reproject()));
    told += answers.filter(Boolean).length;
  }
  return told;
}

/** Null for the start, which needs no cursor. */
export function formatPosition(position: RebuildPosition): string | null {
  if (position.step === "dags") return encodeCursor("dags", [position.after.team, position.after.dagId, position.run]);
  return position.step === "registry" ? encodeCursor("registry", [position.from]) : null;
}

/** Null when the text is no cursor of a rebuild. */
export function parsePosition(text: string): RebuildPosition | null {
  const dags = parseCursor(text, "dags", 3);
  if (dags !== null) {
    const [team, dagId, run] = dags.map(String);
    return { step: "dags", after: { team: team ?? "", dagId: dagId ?? "" }, run: run ?? "" };
  }
  const registry = parseCursor(text, "registry", 1);
  return registry === null ? null : { step: "registry", from: String(registry[0]) };
}
