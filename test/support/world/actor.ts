import type { Clock, Host, Sql } from "../../../src/coordinator/ports.ts";
import type { Faults } from "./faults.ts";
import type { Loop } from "./loop.ts";
import { Memory } from "./memory.ts";
import { MemorySql } from "./memory-sql.ts";
import type { Answer, Caller } from "./network.ts";
import { CallError, toError } from "./network.ts";
import type { Random } from "./random.ts";
import { traceWrites } from "./writes.ts";
import type { Writes } from "./writes.ts";

export type { Writes } from "./writes.ts";

/** What an object's logic is given of the world. */
export interface Ports {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly host: Host;
  /** In whose name it calls others. */
  readonly caller: Caller;
}

/** Who dies. */
export type Crash = "object" | "carrier";

export interface ActorWorld {
  readonly loop: Loop;
  readonly faults: Faults;
  readonly random: Random;
  /** Called when an event's writes were kept. */
  readonly onKeep: (actor: AnyActor, writes: Writes) => void;
  /** Numbers the moments at which an object could die, and says whether it does: see the sweep. */
  readonly mayCrash: ((who: Crash) => boolean) | null;
  /** False lets effects out although what they tell was not kept. */
  readonly isGated: boolean;
  readonly hasAlarms: boolean;
  /** Told what happens, for a person who replays a seed. */
  readonly trace: ((line: string) => void) | null;
}

export interface ActorKind<Engine> {
  readonly build: (ports: Ports) => Engine;
  readonly alarm: (engine: Engine) => Promise<unknown>;
}

type Seen = "name" | "sql" | "alarm" | "isAlarmUnderWay" | "isAlarmLost" | "isInMemory";
export type AnyActor = Pick<Actor<unknown>, Seen | "die" | "clockOffset" | "hasJumped" | "now">;

/** The platform tries a failing alarm again so many times, then gives it up. */
const ALARM_RETRIES = 6;
/** An instance that was reset may go on for so long. */
const STALE = [100, 20_000] as const;

/** One object: durable storage and an alarm, and an engine in memory that can be lost between any two events. */
export class Actor<Engine> {
  readonly name: string;
  readonly sql: MemorySql;
  alarm: number | null = null;
  isAlarmLost = false;
  #clockOffset = 0;
  /** Whether its clock has ever jumped: what it planned before may come late by that much. */
  hasJumped = false;
  readonly #world: ActorWorld;
  readonly #kind: ActorKind<Engine>;
  #memory: Memory<Engine> | null = null;
  #alarmsUnderWay = 0;
  #alarmFailures = 0;
  /** Whether each of its alarm's tries fails until it is given up, and whether the event under way is one. */
  #isAlarmDoomed = false;
  #isDoomed = false;
  #nextAlarm: number | null | undefined = undefined;
  #outputs: (() => void)[] = [];
  #isEventOpen = false;

  constructor(world: ActorWorld, name: string, kind: ActorKind<Engine>) {
    this.#world = world;
    this.name = name;
    this.#kind = kind;
    this.sql = new MemorySql(() => this.#openEvent());
  }

  get isInMemory(): boolean {
    return this.#memory !== null;
  }
  /** Added to the world's clock for this object. */
  get clockOffset(): number {
    return this.#clockOffset;
  }
  set clockOffset(offset: number) {
    this.hasJumped ||= offset !== 0;
    this.#clockOffset = offset;
  }
  /** What its engine takes for the time, which never goes back. */
  get now(): number {
    return Math.max(this.#memory?.latest ?? 0, this.#world.loop.now + this.clockOffset);
  }
  get isAlarmUnderWay(): boolean {
    return this.#alarmsUnderWay > 0;
  }

  /** A call has arrived. Its answer leaves with the event that made it. */
  receive<T>(invoke: (engine: Engine) => Promise<T> | T, answer: Answer<T>): void {
    this.#world.trace?.(`${this.name} is called: ${String(invoke).replace(/\s+/g, " ").slice(0, 120)}`);
    let memory: Memory<Engine>;
    let called: Promise<T>;
    try {
      memory = this.#remember();
      called = Promise.resolve(invoke(memory.engine));
    } catch (error) {
      this.#world.trace?.(`${this.name} refuses: ${String(error)}`);
      answer.fail(toError(error));
      return;
    }
    const whenDead = (): void => answer.fail(new CallError("The object was reset"));
    memory.whenDead.add(whenDead);
    called.then(
      (value) => memory.emit(() => memory.whenDead.delete(whenDead) && answer.succeed(value)),
      (error: unknown) => {
        this.#world.trace?.(`${this.name} fails: ${String(error)}`);
        memory.emit(() => memory.whenDead.delete(whenDead) && answer.fail(toError(error)));
      },
    );
  }

  /** The engine as it is in memory; brought there when it is not. */
  engine(): Engine {
    return this.#remember().engine;
  }

  #remember(): Memory<Engine> {
    if (this.#memory !== null) return this.#memory;
    const memory = new Memory<Engine>((output) => this.#emit(memory, output));
    memory.engine = this.#kind.build(this.#createPorts(memory));
    this.#memory = memory;
    return memory;
  }

  #createPorts(memory: Memory<Engine>): Ports {
    const { loop, random } = this.#world;
    const host: Host = {
      setAlarm: (at) => this.#ifAlive(memory, () => this.#setAlarm(at)),
      cancelAlarm: () => this.#ifAlive(memory, () => this.#setAlarm(null)),
      background: (work) => void work().catch(() => undefined),
      later: (delay, work) => loop.after(delay, memory, () => this.#unlessStale(memory, work)),
      createToken: () => random.token(),
      erase: async () =>
        this.#ifAlive(memory, () => {
          this.sql.erase();
          this.#setAlarm(null);
        }),
    };
    const sql: Sql = {
      exec: (query, ...bindings) => this.#ifAlive(memory, () => this.sql.exec(query, ...bindings)),
      transact: (body) => this.#ifAlive(memory, () => this.sql.transact(body)),
    };
    const now = (): number => {
      memory.latest = Math.max(memory.latest, loop.now + this.clockOffset);
      return loop.now + this.clockOffset;
    };
    return { sql, host, clock: { now }, caller: memory };
  }

  #ifAlive<T>(memory: Memory<Engine>, work: () => T): T {
    if (!memory.isAlive || memory.isStale) throw new CallError("The object was reset while its code was running");
    return work();
  }

  /** A stale instance's timers ring, and come to nothing as soon as they touch storage. */
  #unlessStale(memory: Memory<Engine>, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!memory.isStale) throw error;
    }
  }

  #setAlarm(at: number | null): void {
    this.#openEvent();
    this.#nextAlarm = at;
  }

  #emit(memory: Memory<Engine>, output: () => void): void {
    if (!memory.isAlive) return;
    if (memory.isStale) return output();
    this.#openEvent();
    this.#outputs.push(output);
  }

  #openEvent(): void {
    if (this.#isEventOpen) return;
    this.#isEventOpen = true;
    this.#world.loop.atEventEnd(() => this.#closeEvent());
  }

  /** Keeps or loses what the event wrote; what it sends leaves only when it is kept. */
  #closeEvent(): void {
    this.#isEventOpen = false;
    const outputs = this.#outputs.splice(0);
    const { faults, isGated } = this.#world;
    const isDoomed = this.#isDoomed;
    this.#isDoomed = false;
    if (isDoomed || faults.strikes("crash_before_commit") || this.#world.mayCrash?.("object") === true) {
      this.sql.undo();
      this.#nextAlarm = undefined;
      if (!isGated) outputs.forEach((output) => output());
      // What was not kept is known to this memory alone: nothing more leaves it.
      return this.die(false);
    }
    const writes = this.sql.keep();
    traceWrites(this.name, writes, this.#world.trace);
    this.#keepAlarm();
    this.#world.onKeep(this, writes);
    if (faults.strikes("crash_after_commit")) return this.die();
    const last = faults.strikes("crash_between_effects") ? faults.random.int(outputs.length + 1) : Infinity;
    for (const [index, output] of outputs.entries()) {
      if (index >= last || this.#world.mayCrash?.("object") === true) return this.die();
      output();
    }
    if (faults.strikes("eviction") && this.#memory?.whenDead.size === 0) this.die();
  }

  #keepAlarm(): void {
    if (this.#nextAlarm === undefined) return;
    this.#world.trace?.(`${this.name} sets its alarm to ${this.#nextAlarm}`);
    this.alarm = this.#nextAlarm;
    this.#nextAlarm = undefined;
    this.isAlarmLost = false;
    this.#alarmFailures = 0;
    this.#planAlarm();
  }

  #planAlarm(): void {
    const { loop, faults } = this.#world;
    const { alarm } = this;
    if (alarm === null) return;
    const late = faults.strikes("alarm_late") ? faults.random.between(1_000, 60_000) : 0;
    loop.at(alarm - this.clockOffset + late, null, () => this.#ring(alarm));
    if (this.#world.hasAlarms && faults.strikes("alarm_twice"))
      loop.at(alarm + late + faults.random.between(0, 5_000), null, () => this.#fire());
  }

  #ring(at: number): void {
    if (this.alarm !== at) return;
    this.alarm = null;
    this.isAlarmLost = !this.#world.hasAlarms || this.#world.faults.strikes("alarm_lost");
    this.#world.trace?.(`${this.name} has its alarm${this.isAlarmLost ? ", which is lost" : ""}`);
    if (this.isAlarmLost) return;
    this.#isAlarmDoomed = this.#world.faults.strikes("alarm_given_up");
    this.#fire();
  }

  #fire(): void {
    this.#alarmsUnderWay += 1;
    if (this.#isAlarmDoomed) {
      this.#isDoomed = true;
      this.#openEvent();
    }
    this.receive(this.#kind.alarm, {
      succeed: () => {
        this.#alarmsUnderWay -= 1;
        this.#alarmFailures = 0;
      },
      fail: () => this.#retryAlarm(),
    });
  }

  #retryAlarm(): void {
    const { loop } = this.#world;
    this.#alarmFailures += 1;
    const isGivenUp = this.alarm !== null || this.#alarmFailures > ALARM_RETRIES;
    const again = (): void => {
      this.#alarmsUnderWay -= 1;
      if (this.alarm !== null) return;
      if (isGivenUp) this.isAlarmLost = true;
      else this.#fire();
    };
    if (isGivenUp) again();
    else loop.after(2_000 * 2 ** (this.#alarmFailures - 1), null, again);
  }

  /** Loses its memory, with all calls that are under way. An instance may go on that believes nothing but what was kept. */
  die(mayGoOn = true): void {
    const memory = this.#memory;
    this.#memory = null;
    if (memory === null) return;
    this.#world.trace?.(`${this.name} loses its memory`);
    const { faults, loop } = this.#world;
    if (mayGoOn && faults.strikes("stale_instance")) {
      memory.isStale = true;
      loop.after(faults.random.between(...STALE), null, () => (memory.isAlive = false));
    } else memory.isAlive = false;
    for (const tell of memory.whenDead) tell();
    memory.whenDead.clear();
  }
}
