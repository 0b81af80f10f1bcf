import { Carrier } from "../../../src/executors/carrier.ts";
import type { Registry, RunLink, ValueStore } from "../../../src/executors/contract.ts";
import type { CarryRequest } from "../../../src/executors/attempt-carrier.ts";
import { chooseBudget, listAccepted } from "../../../src/executors/profile.ts";
import type { CarrierKind, Profile } from "../../../src/executors/profile.ts";
import { consumeTasks } from "../../../src/queue-consumer/consume.ts";
import { consumeDeadLetters } from "../../../src/queue-consumer/dead-letters.ts";
import { createEnv } from "../../../src/sdk/env.ts";
import type { Crash } from "./actor.ts";
import type { Faults } from "./faults.ts";
import { Invocation } from "./invocation.ts";
import type { Loop } from "./loop.ts";
import { RPC_FAULTS } from "./network.ts";
import type { Caller, Network } from "./network.ts";
import type { Consumers, Delivery, Queue } from "./queue.ts";
import { StampedValues } from "./values.ts";

export interface WorkersWorld {
  readonly loop: Loop;
  readonly faults: Faults;
  readonly network: Network;
  readonly profile: Profile;
  readonly link: (caller: Caller, run: string) => RunLink;
  readonly registry: (invocation: Invocation) => Registry;
  readonly store: (caller: Caller) => ValueStore;
  readonly token: () => string;
  /** Numbers the moments at which an invocation could die, and says whether it does: see the sweep. */
  readonly mayCrash: ((who: Crash) => boolean) | null;
}

/** The platform ends an invocation after a quarter of an hour; nobody waits longer for an object that hangs. */
const LONGEST_INVOCATION = 900_000;
const LEASE_AND_MORE = [31_000, 120_000] as const;
const TEN_MINUTES = 600_000;
/** What an attempt may log here: as the real limits, but within a simulation's means. */
export const LOG_LIMITS = { lines: 40, characters: 10_000 };

/** Invocations that consume the queue, with the real consumer and the real carrier in them. */
export class Workers implements Consumers {
  readonly #world: WorkersWorld;
  queue: Queue | null = null;
  readonly #living = new Set<Invocation>();

  constructor(world: WorkersWorld) {
    this.#world = world;
  }

  get living(): number {
    return this.#living.size;
  }

  tasks(deliveries: readonly Delivery[]): void {
    const { profile } = this.#world;
    this.#consume(deliveries, (batch, invocation) =>
      consumeTasks(batch, {
        profile,
        carry: (request) => this.#carry(invocation, request, "inline"),
        detach: (request) => this.#detach(invocation, request),
      }),
    );
  }

  deadLetters(deliveries: readonly Delivery[]): void {
    this.#consume(deliveries, (batch, invocation) =>
      consumeDeadLetters(batch, {
        reachRun: (name) => this.#world.link(invocation, name),
        report: async () => undefined,
      }),
    );
  }

  #consume(
    deliveries: readonly Delivery[],
    handle: (batch: MessageBatch, invocation: Invocation) => Promise<void>,
  ): void {
    const open = new Map(deliveries.map((delivery) => [delivery.id, 0]));
    const invocation = this.#invoke(() => giveBack());
    const giveBack = (): void => {
      this.#living.delete(invocation);
      for (const delivery of deliveries) {
        const delay = open.get(delivery.id);
        if (delay !== undefined) this.queue?.retry(delivery, delay);
      }
    };
    const batch = createBatch(deliveries, {
      ack: (id) => {
        if (!this.#world.faults.strikes("ack_lost")) open.delete(id);
      },
      retry: (id, delay) => open.set(id, delay),
    });
    void handle(batch, invocation).finally(() => {
      if (!invocation.isAlive) return;
      invocation.die();
      giveBack();
    });
  }

  /** A new invocation, with what may become of it. */
  #invoke(whenKilled: () => void): Invocation {
    const { loop, faults } = this.#world;
    const invocation = new Invocation(loop);
    this.#living.add(invocation);
    const kill = (): void => {
      if (!invocation.isAlive) return;
      invocation.die();
      this.#living.delete(invocation);
      whenKilled();
    };
    loop.after(LONGEST_INVOCATION, null, kill);
    if (faults.strikes("carrier_dies")) loop.after(drawMoment(faults), null, kill);
    if (faults.strikes("carrier_pauses")) {
      const pause = faults.random.between(...LEASE_AND_MORE);
      loop.after(drawMoment(faults), invocation, () => invocation.pauseUntil(loop.now + pause));
    }
    if (faults.strikes("carrier_clock")) {
      const offset = faults.random.between(-TEN_MINUTES, TEN_MINUTES);
      if (faults.random.chance(0.5)) invocation.clockOffset = offset;
      else loop.after(drawMoment(faults), invocation, () => (invocation.clockOffset = offset));
    }
    return invocation;
  }

  #detach(from: Invocation, request: CarryRequest): Promise<void> {
    return this.#world.network.serve(from, RPC_FAULTS, () => this.carryAlone(request));
  }

  /** An object of its own carries on after the call that brought it the attempts was answered. */
  carryAlone(request: CarryRequest): void {
    const invocation = this.#invoke(() => undefined);
    void this.#carry(invocation, request, "detached")
      .catch(() => undefined)
      .finally(() => {
        invocation.die();
        this.#living.delete(invocation);
      });
  }

  #carry(invocation: Invocation, { run, attempts }: CarryRequest, kind: CarrierKind): Promise<void> {
    const { loop, profile, mayCrash } = this.#world;
    const link = this.#world.link(invocation, run);
    const carrier = new Carrier(
      {
        link: mayCrash === null ? link : watchLink(link, () => mayCrash("carrier") && invocation.die()),
        registry: this.#world.registry(invocation),
        values: new StampedValues(this.#world.store(invocation), link),
        budget: { ...chooseBudget(kind, "edge"), log: LOG_LIMITS },
        accepts: listAccepted(kind, profile),
        env: createEnv(),
        now: () => loop.now + invocation.clockOffset,
        wait: (delay) => invocation.wait(delay),
        timeout: (delay, work) => invocation.timeout(delay, work),
        repeat: (interval, work) => invocation.repeat(interval, work),
      },
      this.#world.token().slice(0, 8),
    );
    return carrier.carry(attempts);
  }
}

/** Dies in the moment before a call leaves. */
function watchLink(link: RunLink, beforeCall: () => unknown): RunLink {
  return {
    start: (request) => (beforeCall(), link.start(request)),
    finish: (request) => (beforeCall(), link.finish(request)),
    heartbeat: (request) => link.heartbeat(request),
    readOutputs: (taskId, from) => link.readOutputs(taskId, from),
  };
}

function drawMoment({ random }: Faults): number {
  return random.chance(0.5) ? random.between(0, 200) : random.between(0, 60_000);
}

function createBatch(
  deliveries: readonly Delivery[],
  { ack, retry }: { ack: (id: string) => void; retry: (id: string, delay: number) => void },
): MessageBatch {
  const messages = deliveries.map(({ id, body, attempts }): Message => ({
    id,
    body,
    attempts,
    timestamp: new Date(0),
    ack: () => ack(id),
    retry: (options) => retry(id, (options?.delaySeconds ?? 0) * 1_000),
  }));
  return {
    messages,
    queue: "tasks",
    metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } },
    ackAll: () => messages.forEach((message) => message.ack()),
    retryAll: (options) => messages.forEach((message) => message.retry(options)),
  };
}
