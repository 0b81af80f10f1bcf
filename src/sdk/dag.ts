import type { z } from "zod";
import { DEFAULT_TEAM } from "../core/ids.ts";
import { createBody } from "./body.ts";
import type { TaskBody } from "./body.ts";
import type { DagOptions, ParamsOf } from "./dag-options.ts";
import type { DagDefinition, GroupDefinition, Raw, TaskDefinition } from "./definition.ts";
import { createHandle, readHandle } from "./handle.ts";
import type { Scope } from "./scope.ts";

const DAG: unique symbol = Symbol.for("tradewind.dag");

/** A DAG as its author holds it: tasks are written on it, `compile` reads its definition, executors its bodies. */
export interface Dag<Params = unknown> extends Scope<Params> {
  readonly [DAG]: true;
  readonly id: string;
  readonly team: string;
  readonly definition: DagDefinition;
  /** What each task does, by task id; an `empty` or `latestOnly` one has nothing to do and no body. */
  readonly bodies: ReadonlyMap<string, TaskBody>;
}

interface Place {
  readonly definition: DagDefinition;
  readonly bodies: Map<string, TaskBody>;
  readonly group: GroupDefinition | null;
}
type Body = (...args: readonly unknown[]) => unknown;
type Add = (id: string, first?: Raw | Body, second?: Body) => unknown;

/** Begins a DAG. Nothing is checked here: `compile` reports all mistakes of a DAG together. */
export function dag<S extends z.ZodObject = never>(id: string, options: DagOptions<S> = {}): Dag<ParamsOf<S>> {
  const definition: DagDefinition = { id, options: { ...options }, tasks: [], groups: [], edges: [] };
  const bodies = new Map<string, TaskBody>();
  const scope = createScope({ definition, bodies, group: null });
  const team = options.team ?? DEFAULT_TEAM;
  return { ...scope, [DAG]: true, id, team, definition, bodies } as Dag<ParamsOf<S>>;
}

export function isDag(value: unknown): value is Dag {
  return typeof value === "object" && value !== null && DAG in value;
}

/** The DAGs among a module's exports, default and named, each once. */
export function findDags(moduleExports: object): Dag[] {
  return [...new Set(Object.values(moduleExports).filter(isDag))];
}

/** The types of `Scope` say what may be given; here it is only written down. */
function createScope(place: Place): Scope {
  const add =
    (kind: TaskDefinition["kind"], role: TaskDefinition["role"] = "work"): Add =>
    (id, first, second) =>
      addTask(place, { kind, role, id, ...splitArguments(first, second) });
  const scope = {
    task: add("task"),
    sensor: add("sensor"),
    branch: add("branch"),
    shortCircuit: add("short_circuit"),
    empty: add("empty"),
    latestOnly: add("latest_only"),
    setup: add("task", "setup"),
    teardown: add("task", "teardown"),
    group: (id: string, body: (group: Scope) => unknown) => body(createScope(openGroup(place, id, null))),
    mappedGroup: (id: string, expand: Raw, body: Body) => addMappedGroup(place, id, expand, body),
    chain: (...links: readonly unknown[]) => addChain(place.definition, links),
  };
  return scope as unknown as Scope;
}

function splitArguments(first: Raw | Body | undefined, second: Body | undefined): { options: Raw; run: Body | null } {
  if (typeof first === "function") return { options: {}, run: first };
  return { options: first ?? {}, run: second ?? null };
}

function addTask(place: Place, task: Pick<TaskDefinition, "id" | "kind" | "role" | "options"> & { run: Body | null }) {
  const { definition: dag, group } = place;
  const { kind, role, options } = task;
  const id = prefixId(group, task.id);
  const labels = new Set(Array.isArray(options["arms"]) ? options["arms"].map(String) : []);
  const added: TaskDefinition = { dag, id, kind, role, group, options, labels };
  dag.tasks.push(added);
  if (task.run !== null) place.bodies.set(id, createBody(added, task.run));
  return createHandle(id, { kind: "task", task: added, isList: false });
}

function prefixId(group: GroupDefinition | null, id: string): string {
  return group === null ? id : `${group.id}.${id}`;
}

function openGroup(place: Place, id: string, expand: Raw | null): Place & { readonly group: GroupDefinition } {
  const { definition: dag, group: parent } = place;
  const group: GroupDefinition = { dag, id: prefixId(parent, id), parent, expand };
  dag.groups.push(group);
  return { ...place, group };
}

function addMappedGroup(place: Place, id: string, expand: Raw, body: Body): unknown {
  const inner = openGroup(place, id, expand);
  const { group } = inner;
  const names = Object.keys({ ...(expand["expand"] as object), ...(expand["expandZip"] as object) });
  const elements = names.map((name) => [name, createHandle(`${group.id}[${name}]`, { kind: "element", group, name })]);
  return toLists(body(createScope(inner), Object.fromEntries(elements)));
}

/** Seen from outside its mapped group, a handle stands for the list over all copies. */
function toLists(value: unknown): unknown {
  const source = readHandle(value);
  if (source?.kind === "task") return createHandle(source.task.id, { ...source, isList: true });
  if (Array.isArray(value)) return value.map(toLists);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toLists(part)]));
}

function addChain(definition: DagDefinition, links: readonly unknown[]): void {
  const steps = links.map((link): readonly unknown[] => (Array.isArray(link) ? link : [link]));
  steps.slice(1).forEach((to, index) => {
    for (const from of steps[index] ?? []) for (const target of to) definition.edges.push({ from, to: target });
  });
}
