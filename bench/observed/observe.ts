import type * as product from "../../src/worker.ts";
import { count, counters } from "./counters.ts";
import { observeEnvironment } from "./environment.ts";
import { invoke, uses } from "./invocations.ts";
import { accountForCalls } from "./methods.ts";
import { readSettings } from "./settings.ts";
import { observeStorage } from "./storage.ts";

type Objects = Pick<typeof product, "RunCoordinator" | "DagCoordinator" | "PoolCoordinator" | "AttemptCarrier">;

/** A Worker's entries, as the product and what stands around it have them. */
export interface Entries {
  fetch(request: Request, env: Env, ctx: ExecutionContext): Response | Promise<Response>;
  scheduled(controller: ScheduledController, env: Env): Promise<void>;
  queue(batch: MessageBatch, env: Env): Promise<void>;
}

function observeContext(ctx: DurableObjectState): DurableObjectState {
  Object.defineProperty(ctx, "storage", { value: observeStorage(ctx.storage) });
  return ctx;
}

/** A message of a batch that an object carries, as it crosses to it. */
interface Carried {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
}

/** An object that takes a batch over; the product's carriers do so beside what they are for. */
interface BatchObject {
  consume(queue: string, carried: readonly Carried[]): Promise<void>;
}

/** The objects as they are, between bindings and storage that count what passes through them. */
export function observeObjects(base: Objects, entries: Entries) {
  class RunCoordinator extends base.RunCoordinator {
    constructor(ctx: DurableObjectState, env: Env) {
      super(observeContext(ctx), observeEnvironment(env));
    }
  }
  class DagCoordinator extends base.DagCoordinator {
    constructor(ctx: DurableObjectState, env: Env) {
      super(observeContext(ctx), observeEnvironment(env));
    }
  }
  class PoolCoordinator extends base.PoolCoordinator {
    constructor(ctx: DurableObjectState, env: Env) {
      super(observeContext(ctx), observeEnvironment(env));
    }
  }
  class AttemptCarrier extends base.AttemptCarrier implements BatchObject {
    constructor(ctx: DurableObjectState, env: Env) {
      super(observeContext(ctx), observeEnvironment(env));
    }
    /** The edge runs batches side by side; here each gets an object, and the queue goes on at once. */
    async consume(queue: string, carried: readonly Carried[]): Promise<void> {
      const retry = (body: unknown, options?: QueueRetryOptions): void =>
        this.ctx.waitUntil(this.env.TASKS.send(body, options));
      this.ctx.waitUntil(invoke("batch", () => entries.queue(makeBatch(queue, carried, retry), this.env)));
    }
  }
  accountForCalls(RunCoordinator, base.RunCoordinator, "run object");
  accountForCalls(DagCoordinator, base.DagCoordinator, "DAG object");
  accountForCalls(PoolCoordinator, base.PoolCoordinator, "pool object");
  accountForCalls(AttemptCarrier, base.AttemptCarrier, "carrier object");
  return { RunCoordinator, DagCoordinator, PoolCoordinator, AttemptCarrier };
}

function makeBatch(
  queue: string,
  carried: readonly Carried[],
  retry: (body: unknown, options?: QueueRetryOptions) => void,
): MessageBatch {
  const messages = carried.map(({ id, body, attempts }) => ({
    id,
    body,
    attempts,
    timestamp: new Date(),
    ack: () => undefined,
    retry: (options?: QueueRetryOptions) => retry(body, options),
  }));
  const metadata = { metrics: { backlogCount: 0, backlogBytes: 0 } };
  return { queue, messages, metadata, ackAll: () => undefined, retryAll: () => undefined };
}

/** The Worker's entries, observed in the same way; GET /bench/counters tells what was counted. */
export function observeEntries(entries: Entries): Entries {
  return {
    async fetch(request, env, ctx) {
      if (new URL(request.url).pathname === "/bench/counters") return Response.json({ ...counters, uses });
      count("workerRequests");
      return await invoke("request", () => entries.fetch(request, observeEnvironment(env), ctx));
    },
    async scheduled(controller, env) {
      count("workerRequests");
      await invoke("tick", () => entries.scheduled(controller, observeEnvironment(env)));
    },
    async queue(batch, env) {
      count("workerRequests");
      if (!readSettings(env).parallelBatches || batch.queue.endsWith("dead-letters"))
        return await invoke("batch", () => entries.queue(batch, observeEnvironment(env)));
      const carried = batch.messages.map(({ id, body, attempts }) => ({ id, body, attempts }));
      const carrier = env.CARRIER.get(env.CARRIER.newUniqueId()) as unknown as BatchObject;
      await carrier.consume(batch.queue, carried);
    },
  };
}
