import { Heap } from "../core/heap.ts";
import { parseRunObject } from "../core/ids.ts";
import type { GateTerms } from "../core/gates.ts";
import type { Holder, Lease, Want } from "./pool-store.ts";

/** A live run's share of a pool among equals, and a backfill's. */
const SHARE = { live: 3, backfill: 1 };

/** Places in a line that nobody stands at any more: so many are passed over before all are lined up anew. */
const PASSED_OVER = 1_000;

/** Wants of one group and one size, in their order. */
interface Line {
  readonly group: Group;
  readonly slots: number;
  readonly heap: Heap<Placed>;
}
/** A want with what decides between those that are equal otherwise. */
interface Placed extends Want {
  readonly date: number;
  readonly mapIndex: number;
}
/** The runs of one DAG that are live, or those that are a backfill's: they share what equals share. */
interface Group {
  readonly share: number;
  held: number;
}

type Lines<T> = Map<string, Map<string, T>>;

/**
 * Who holds what of a pool and who wants what, in memory, so that choosing the next costs the number of groups and not
 * that of wants. Highest priority first; among equals the group that holds least for its share; then the longest waiting.
 */
export class PoolBook {
  readonly holders = new Map<string, Holder>();
  readonly #leases: Lines<Lease & { readonly group: Group; readonly counted: number }> = new Map();
  readonly #wants: Lines<Placed> = new Map();
  readonly #groups = new Map<string, Group>();
  readonly #lines = new Map<string, Line>();
  readonly #includeDeferred: boolean;
  held = 0;
  deferred = 0;
  waiting = 0;

  constructor(includeDeferred: boolean) {
    this.#includeDeferred = includeDeferred;
  }

  findLease(run: string, lease: string): Lease | undefined {
    return this.#leases.get(run)?.get(lease);
  }
  listLeases(run: string): Lease[] {
    return [...(this.#leases.get(run)?.values() ?? [])];
  }
  listAllLeases(): Lease[] {
    return [...this.#leases.values()].flatMap((leases) => [...leases.values()]);
  }
  putLease(lease: Lease): void {
    this.dropLease(lease);
    const group = this.#groupOf(lease.run);
    const counted = lease.isDeferred && !this.#includeDeferred ? 0 : lease.slots;
    put(this.#leases, lease.run, lease.lease, { ...lease, group, counted });
    this.held += counted;
    group.held += counted;
    if (lease.isDeferred) this.deferred += lease.slots;
  }
  dropLease({ run, lease }: Pick<Lease, "run" | "lease">): void {
    const found = drop(this.#leases, run, lease);
    if (found === undefined) return;
    this.held -= found.counted;
    found.group.held -= found.counted;
    if (found.isDeferred) this.deferred -= found.slots;
  }

  findWant(run: string, lease: string): Want | undefined {
    return this.#wants.get(run)?.get(lease);
  }
  listWants(run: string): Want[] {
    return [...(this.#wants.get(run)?.values() ?? [])];
  }
  listAllWants(): Want[] {
    return [...this.#wants.values()].flatMap((wants) => [...wants.values()]);
  }
  putWant(want: Want): void {
    this.dropWant(want);
    const [, mapIndex = "-1"] = want.lease.split("|");
    const placed = { ...want, date: this.holders.get(want.run)?.date ?? 0, mapIndex: Number(mapIndex) };
    put(this.#wants, want.run, want.lease, placed);
    this.waiting += 1;
    const { heap } = this.#lineOf(want);
    heap.push(placed);
    if (heap.size > 4 * this.waiting + PASSED_OVER) this.#lineUpAnew();
  }
  /** Its place in the line stays, and is passed over. */
  dropWant({ run, lease }: Pick<Want, "run" | "lease">): void {
    if (drop(this.#wants, run, lease) !== undefined) this.waiting -= 1;
  }

  /** The one to be served next of those that fit; one that does not fit lets a smaller one by, as in Airflow. */
  chooseNext(free: number): Want | null {
    let best: { want: Placed; group: Group } | null = null;
    for (const [name, line] of this.#lines) {
      const want = line.slots > free ? undefined : this.#peek(line);
      if (want === undefined) {
        if (line.heap.size === 0) this.#lines.delete(name);
        continue;
      }
      const found = { want, group: line.group };
      if (best === null || compare(found, best) < 0) best = found;
    }
    return best?.want ?? null;
  }

  #lineUpAnew(): void {
    this.#lines.clear();
    for (const wants of this.#wants.values()) for (const want of wants.values()) this.#lineOf(want).heap.push(want);
  }

  #peek({ heap }: Line): Placed | undefined {
    for (let top = heap.peek(); top !== undefined; top = heap.peek()) {
      if (this.findWant(top.run, top.lease) === top) return top;
      heap.pop();
    }
    return undefined;
  }

  #lineOf({ run, slots }: Want): Line {
    const name = `${this.#nameGroup(run)} ${slots}`;
    const found = this.#lines.get(name) ?? { group: this.#groupOf(run), slots, heap: new Heap(compareWants) };
    this.#lines.set(name, found);
    return found;
  }
  #groupOf(run: string): Group {
    const name = this.#nameGroup(run);
    const share = this.holders.get(run)?.isBackfill === true ? SHARE.backfill : SHARE.live;
    const found = this.#groups.get(name) ?? { share, held: 0 };
    this.#groups.set(name, found);
    return found;
  }
  #nameGroup(run: string): string {
    const { dagId } = parseRunObject(run);
    return this.holders.get(run)?.isBackfill === true ? `${dagId} backfill` : dagId;
  }

  /** What graphs allow; where their versions differ all of it holds. */
  listTerms(): GateTerms[] {
    const terms = new Map<string, GateTerms>();
    for (const holder of this.holders.values())
      if (holder.terms !== null) terms.set(`${holder.terms.limit} ${holder.terms.period}`, holder.terms);
    return [...terms.values()];
  }
}

/** Equals by date and map index, as in Airflow. */
function compareWants(a: Placed, b: Placed): number {
  const byTime = b.priority - a.priority || a.since - b.since || a.date - b.date || a.mapIndex - b.mapIndex;
  return byTime || compareText(a.run, b.run) || compareText(a.lease, b.lease);
}

function compare(a: { want: Placed; group: Group }, b: { want: Placed; group: Group }): number {
  const byShare = a.group.held / a.group.share - b.group.held / b.group.share;
  return b.want.priority - a.want.priority || byShare || compareWants(a.want, b.want);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function put<T>(lines: Lines<T>, run: string, lease: string, value: T): void {
  const found = lines.get(run) ?? new Map<string, T>();
  lines.set(run, found.set(lease, value));
}
function drop<T>(lines: Lines<T>, run: string, lease: string): T | undefined {
  const found = lines.get(run);
  const value = found?.get(lease);
  found?.delete(lease);
  if (found?.size === 0) lines.delete(run);
  return value;
}
