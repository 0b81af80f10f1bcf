import { listGates } from "../../src/core/gates.ts";
import type { Gate } from "../../src/core/gates.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import { holdIn } from "../../src/core/standing.ts";
import { taskIdOf, taskOf } from "../../src/core/run.ts";
import type { Run, Status, TaskInstance } from "../../src/core/run.ts";
import type { AnyActor } from "../support/world/actor.ts";
import type { Writes } from "../support/world/writes.ts";
import type { World } from "../support/world/world.ts";
import type { Shadow, Step, Transition } from "./shadow.ts";
import type { Violations } from "./violation.ts";

interface Held {
  readonly run: string;
  readonly slots: number;
  status: Status["state"];
}

/**
 * I7, kept outside: who holds what of which gate, by what runs have stored. Limits of one run are looked at, too.
 */
export class GateBooks {
  readonly #violations: Violations;
  /** By gate, then by run and instance. */
  readonly #held = new Map<string, Map<string, Held>>();
  /** What graphs say of their gates. */
  readonly #terms = new Map<string, NonNullable<Gate["terms"]>>();
  /** By rate, when each start was granted last: by its object's clock, which may jump, and in truth. */
  readonly #grants = new Map<string, Map<string, { readonly at: number; readonly now: number }>>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  follow(world: World | null, { shadow, transitions }: Step): void {
    for (const transition of transitions) {
      const { instance, from, to } = transition;
      const [before, after] = [holdIn(from.state), holdIn(to.state)];
      const gates = listGates(shadow.run.topology, instance.task, false);
      for (const gate of gates) this.#note(shadow, instance, gate, to.state);
      if (world === null || after !== "active" || before !== null) continue;
      for (const gate of gates) this.#checkIssue(world, shadow, transition, gate);
      this.#checkTask(shadow, instance);
    }
  }

  #note(shadow: Shadow, instance: TaskInstance, { name, slots, kind, terms }: Gate, state: Status["state"]): void {
    if (terms !== null) this.#terms.set(name, terms);
    if (kind === "rate") return;
    const held = this.#held.get(name) ?? new Map<string, Held>();
    this.#held.set(name, held);
    const key = keyOf(shadow.run, instance);
    if (holdIn(state) === null) held.delete(key);
    else held.set(key, { run: shadow.name, slots: held.get(key)?.slots ?? slots, status: state });
  }

  /** A gate gives out no more than there is, and nobody goes through it unseen. */
  #checkIssue(world: World, { run, name }: Shadow, { instance, from }: Transition, gate: Gate): void {
    const describe = (): string => `${gate.name} for ${name} ${taskIdOf(run, instance)}[${instance.mapIndex}]`;
    const since = from.state === "scheduled" ? from.at : NaN;
    const lease = `${taskIdOf(run, instance)}|${instance.mapIndex}|${instance.tryNumber}|${since}`;
    const isKnown =
      gate.kind === "rate"
        ? this.#grants.get(gate.name)?.has(`${name} ${lease}`) === true
        : hasLease(world.pool(gate.name), name, lease);
    this.#violations.demand(isKnown, "I7", () => `${describe()}: its object knows of no ${lease}`);
    if (gate.kind === "rate") return;
    const settings = gate.kind === "pool" ? world.pools.get(gate.name) : undefined;
    const limit = gate.terms?.limit ?? settings?.slots ?? 0;
    const countsDeferred = gate.kind === "task" || settings?.includeDeferred === true;
    const counted = [...(this.#held.get(gate.name)?.values() ?? [])].filter(
      ({ status }) => countsDeferred || holdIn(status) === "active",
    );
    const sum = counted.reduce((total, { slots }) => total + slots, 0);
    this.#violations.demand(sum <= limit, "I7", () => `${describe()}: ${sum} of ${limit}`);
  }

  /** Instances of one task in one run. */
  #checkTask({ run, name }: Shadow, { task }: TaskInstance): void {
    const { place, instances } = taskOf(run, task);
    const limit = place.node.maxActiveTisPerDagrun ?? Infinity;
    const active = limit === Infinity ? 0 : instances.filter(({ status }) => holdIn(status.state) !== null).length;
    this.#violations.demand(active <= limit, "I7", () => `${name} ${place.node.id}: ${active} of ${limit} in one run`);
  }

  /** Grants of a rate's object: never more than its limit in any period, by its own clock and in truth. */
  keep({ loop: { now } }: World, actor: AnyActor, writes: Writes): void {
    if (!actor.name.startsWith("rate:")) return;
    const grants = this.#grants.get(actor.name) ?? new Map<string, { readonly at: number; readonly now: number }>();
    this.#grants.set(actor.name, grants);
    const { limit, period } = this.#terms.get(actor.name) ?? { limit: Infinity, period: null };
    for (const [query, [run, lease, , , grantedAt]] of writes) {
      if (!query.startsWith("insert or replace into lease")) continue;
      const at = Number(grantedAt);
      grants.set(`${String(run)} ${String(lease)}`, { at, now });
      const length = period ?? 0;
      const recent = [...grants.values()].filter((one) => {
        return one.at > at - length && one.at <= at && one.now > now - length;
      }).length;
      this.#violations.demand(
        recent <= limit,
        "I7",
        () => `${actor.name}: ${recent} of ${limit} starts in ${period} ms`,
      );
    }
  }

  /** What goes on on another version holds what it held, as far as its task still wants it; it takes nothing new. */
  rebase(shadow: Shadow): void {
    const { run, name } = shadow;
    const wanted = new Map<string, Gate[]>();
    for (const { place, instances } of run.tasks)
      for (const instance of instances)
        if (holdIn(instance.status.state) !== null)
          wanted.set(keyOf(run, instance), [...listGates(run.topology, place.index, false)]);
    for (const [gate, held] of this.#held) {
      for (const [key, { run: owner, slots, status }] of held) {
        if (owner !== name) continue;
        const still = wanted.get(key)?.find((one) => one.name === gate);
        if (still === undefined) held.delete(key);
        else held.set(key, { run: owner, slots: Math.min(slots, still.slots), status });
      }
    }
  }

  forget({ name }: Shadow): void {
    for (const held of this.#held.values()) for (const [key, { run }] of held) if (run === name) held.delete(key);
  }
}

function hasLease({ sql }: Pick<AnyActor, "sql">, run: string, lease: string): boolean {
  return !sql.isEmpty() && sql.exec("select 1 from lease where run = ? and lease = ?", run, lease).length > 0;
}

function keyOf(run: Run, instance: TaskInstance): string {
  return `${nameRunObject(run.identity)} ${taskIdOf(run, instance)} ${instance.mapIndex}`;
}
