import worker, * as product from "../../src/worker.ts";
import { count, counters } from "./counters.ts";
import { observeEnvironment } from "./environment.ts";
import { readSettings } from "./settings.ts";
import { observeStorage } from "./storage.ts";

/** The product as it is, between bindings and storage that count what passes through them. */

function observeContext(ctx: DurableObjectState): DurableObjectState {
  Object.defineProperty(ctx, "storage", { value: observeStorage(ctx.storage) });
  return ctx;
}

export class RunCoordinator extends product.RunCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(observeContext(ctx), observeEnvironment(env));
  }
  override alarm(): Promise<void> {
    count("alarmsFired");
    return super.alarm();
  }
}

export class DagCoordinator extends product.DagCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(observeContext(ctx), observeEnvironment(env));
  }
  override alarm(): Promise<void> {
    count("alarmsFired");
    return super.alarm();
  }
}

export class PoolCoordinator extends product.PoolCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(observeContext(ctx), observeEnvironment(env));
  }
}

/** A message of a batch that an object carries, as it crosses to it. */
interface Carried {
  readonly id: string;
  readonly body: unknown;
  readonly attempts: number;
}

export class AttemptCarrier extends product.AttemptCarrier {
  constructor(ctx: DurableObjectState, env: Env) {
    super(observeContext(ctx), observeEnvironment(env));
  }

  /** The edge runs batches side by side; here each gets an object, and the queue goes on at once. */
  async consume(queue: string, carried: readonly Carried[]): Promise<void> {
    const messages = carried.map(({ id, body, attempts }) => ({
      id,
      body,
      attempts,
      timestamp: new Date(),
      ack: () => undefined,
      retry: (options?: QueueRetryOptions) => this.ctx.waitUntil(this.env.TASKS.send(body, options)),
    }));
    const batch = { queue, messages, metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } };
    const noAll = { ackAll: () => undefined, retryAll: () => undefined };
    this.ctx.waitUntil(worker.queue({ ...batch, ...noAll }, this.env));
  }
}

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/bench/counters") return Response.json(counters);
    count("workerRequests");
    return worker.fetch(request, observeEnvironment(env), ctx);
  },
  async scheduled(controller, env) {
    count("workerRequests");
    await worker.scheduled(controller, observeEnvironment(env));
  },
  async queue(batch, env) {
    count("workerRequests");
    if (!readSettings(env).parallelBatches || batch.queue.endsWith("dead-letters"))
      return await worker.queue(batch, observeEnvironment(env));
    const carried = batch.messages.map(({ id, body, attempts }) => ({ id, body, attempts }));
    const carrier = env.CARRIER.get(env.CARRIER.newUniqueId()) as unknown as Pick<AttemptCarrier, "consume">;
    await carrier.consume(batch.queue, carried);
  },
} satisfies ExportedHandler<Env>;
