import type { PoolAnswer, PoolSettings, PoolView, TradeSlots } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import type { Clock, Host, Sql } from "./ports.ts";
import { openSchema } from "./schema-version.ts";

const STEPS = [
  [
    "create table settings (id integer primary key check (id = 1), slots integer not null, include_deferred integer not null)",
    "create table lease (run text not null, lease text not null, slots integer not null, primary key (run, lease)) without rowid",
    `create table want (run text not null, lease text not null, slots integer not null, priority integer not null,
       since integer not null, primary key (run, lease)) without rowid`,
    "create table holder (run text primary key, heard integer not null) without rowid",
  ],
  ["alter table holder add column seq integer not null default 0"],
];

/** A run that holds slots and was not heard of for this long is asked. Milliseconds. */
const SILENCE = 60_000;

export interface PoolWorld {
  readonly name: string;
  readonly sql: Sql;
  readonly clock: Clock;
  readonly host: Host;
  /** The pool as the organization configured it; null when there is none. */
  readSettings(): Promise<PoolSettings | null>;
  grant(run: string, leases: readonly string[]): Promise<void>;
  /** Makes a run say what it holds; false when there is no such run. */
  ask(run: string): Promise<boolean>;
}

/** Leases of one pool's slots. Gives out never more than there are; what a dead holder kept is found and freed. */
export class PoolEngine {
  readonly #world: PoolWorld;
  readonly #sql: Sql;
  #alarmAt: number | null = null;
  /** When silent holders were last asked: one that was asked in vain is asked again after a while, not at once. */
  #askedAt = 0;

  constructor(world: PoolWorld) {
    this.#world = world;
    this.#sql = world.sql;
    openSchema(world.sql, STEPS, true);
  }

  configure({ slots, includeDeferred }: PoolSettings): void {
    this.#sql.exec(
      `insert into settings (id, slots, include_deferred) values (1, ?, ?)
       on conflict (id) do update set slots = excluded.slots, include_deferred = excluded.include_deferred`,
      slots,
      includeDeferred ? 1 : 0,
    );
    this.#tellGranted(
      this.#sql.transact(() => this.#grant()),
      null,
    );
  }

  #settings(): PoolSettings | null {
    const [row] = this.#sql.exec("select slots, include_deferred from settings");
    return row === undefined ? null : { slots: Number(row["slots"]), includeDeferred: row["include_deferred"] === 1 };
  }

  async trade(request: TradeSlots): Promise<PoolAnswer> {
    if (this.#settings() === null) {
      const settings = await this.#world.readSettings();
      if (settings !== null) this.configure(settings);
    }
    const granted = this.#sql.transact(() => {
      if (this.#isNews(request)) this.#take(request);
      return this.#grant();
    });
    this.#tellGranted(granted, request.run);
    this.#arm();
    return this.#answer(request);
  }

  /** For the moment when the quietest holder has been silent for too long, however busy the others keep the pool. */
  #arm(): void {
    const heard = this.#sql.exec("select min(heard) as heard from holder")[0]?.["heard"];
    const at = typeof heard === "number" ? Math.max(heard, this.#askedAt) + SILENCE : null;
    // One that stands for an earlier time only looks again; one whose time has passed was lost.
    const armed = this.#alarmAt !== null && this.#alarmAt > this.#world.clock.now() ? this.#alarmAt : Infinity;
    if (at === null || armed <= at) return;
    this.#alarmAt = at;
    this.#world.host.setAlarm(at);
    // An alarm this late was given up by the platform: then whoever trades drives the sweep.
    if (at + SILENCE < this.#world.clock.now()) this.#world.host.background(() => this.sweep());
  }

  /** A call that comes late would free what its run holds by now. */
  #isNews({ run, seq }: TradeSlots): boolean {
    const known = this.#sql.exec("select seq from holder where run = ?", run)[0]?.["seq"];
    return seq === undefined || seq >= Number(known ?? 0);
  }

  /** Notes all a run holds and wants; what it no longer names is free. */
  #take({ run, seq, holding, wants }: TradeSlots): void {
    const kept = new Set([...holding, ...wants].map(({ lease }) => lease));
    for (const { lease } of this.#listLeases(run))
      if (!kept.has(lease)) this.#sql.exec("delete from lease where run = ? and lease = ?", run, lease);
    for (const { lease, slots } of holding)
      this.#sql.exec("insert or ignore into lease (run, lease, slots) values (?, ?, ?)", run, lease, slots);
    this.#sql.exec("delete from want where run = ?", run);
    const held = new Set(this.#listLeases(run).map(({ lease }) => lease));
    for (const { lease, slots, priority, since } of wants) {
      if (held.has(lease)) continue;
      this.#sql.exec(
        "insert into want (run, lease, slots, priority, since) values (?, ?, ?, ?, ?)",
        run,
        lease,
        slots,
        priority,
        since,
      );
    }
    if (kept.size === 0) this.#sql.exec("delete from holder where run = ?", run);
    else {
      const heard = this.#world.clock.now();
      this.#sql.exec("insert or replace into holder (run, heard, seq) values (?, ?, ?)", run, heard, seq ?? 0);
    }
  }

  #listLeases(run: string): { lease: string }[] {
    return this.#sql.exec("select lease from lease where run = ?", run).map((row) => ({ lease: String(row["lease"]) }));
  }

  #countHeld(): number {
    return Number(this.#sql.exec("select coalesce(sum(slots), 0) as held from lease")[0]?.["held"]);
  }

  /** Highest priority first, then the longest waiting; one that does not fit lets a smaller one by, as in Airflow. */
  #grant(): Map<string, string[]> {
    const granted = new Map<string, string[]>();
    const settings = this.#settings();
    if (settings === null) return granted;
    let free = settings.slots < 0 ? Infinity : settings.slots - this.#countHeld();
    for (const row of this.#sql.exec("select * from want order by priority desc, since, run, lease")) {
      if (free <= 0) break;
      const [run, lease, slots] = [String(row["run"]), String(row["lease"]), Number(row["slots"])];
      if (slots > free) continue;
      free -= slots;
      this.#sql.exec("delete from want where run = ? and lease = ?", run, lease);
      this.#sql.exec("insert into lease (run, lease, slots) values (?, ?, ?)", run, lease, slots);
      granted.set(run, [...(granted.get(run) ?? []), lease]);
    }
    return granted;
  }

  /** A lost call back costs time only: the run's next trade names the want again, and finds it granted. */
  #tellGranted(granted: ReadonlyMap<string, readonly string[]>, except: string | null): void {
    for (const [run, leases] of granted)
      if (run !== except) this.#world.host.background(() => this.#world.grant(run, leases));
  }

  #answer({ run, wants }: TradeSlots): PoolAnswer {
    const held = new Set(this.#listLeases(run).map(({ lease }) => lease));
    const settings = this.#settings();
    const [granted, open] = [
      wants.filter(({ lease }) => held.has(lease)),
      wants.filter(({ lease }) => !held.has(lease)),
    ];
    const refused = open.map(({ lease, slots }) => {
      const forGood = settings !== null && settings.slots >= 0 && slots > settings.slots;
      return { lease, forGood, reason: this.#explain(settings, slots, forGood) };
    });
    return { granted: granted.map(({ lease }) => lease), refused };
  }

  #explain(settings: PoolSettings | null, slots: number, forGood: boolean): Reason {
    const { name } = this.#world;
    if (settings === null) return { code: "pool_unknown", params: { pool: name } };
    if (forGood) return { code: "pool_too_small", params: { pool: name, slots, total: settings.slots } };
    return { code: "pool_full", params: { pool: name, held: this.#countHeld(), total: settings.slots } };
  }

  /** Asks holders that were silent; a run that is gone gives its slots back. One that cannot be asked holds no other up. */
  async sweep(): Promise<void> {
    this.#alarmAt = null;
    this.#askedAt = this.#world.clock.now();
    const silent = this.#sql.exec("select run from holder where heard <= ?", this.#askedAt - SILENCE);
    this.#arm();
    await Promise.allSettled(silent.map((row) => this.#ask(String(row["run"]))));
  }

  async #ask(run: string): Promise<void> {
    if (!(await this.#world.ask(run))) await this.trade({ v: 1, run, holding: [], wants: [] });
  }

  describe(): PoolView {
    const { slots, includeDeferred } = this.#settings() ?? { slots: 0, includeDeferred: false };
    const waiting = Number(this.#sql.exec("select count(*) as waiting from want")[0]?.["waiting"]);
    return { slots, includeDeferred, held: this.#countHeld(), waiting };
  }
}
