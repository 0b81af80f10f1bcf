import worker, * as product from "../../../src/worker.ts";
import { Random } from "../../../test/support/world/random.ts";
import { failDatabase, outage } from "./outage.ts";
import { shuffleQueue } from "./shuffle.ts";

/**
 * The product as it is, between a database that can be out of reach and a queue that repeats and shuffles.
 * CHAOS_SEED, when it is set, says how the queue does so; POST /api/chaos/outage?seconds=N begins an outage.
 */
const randoms = new Map<string, Random>();

function trouble(env: Env): Env {
  const seed: unknown = Reflect.get(env, "CHAOS_SEED");
  const TASKS = typeof seed === "string" ? shuffleQueue(env.TASKS, drawFrom(seed)) : env.TASKS;
  return { ...env, DB: failDatabase(env.DB), TASKS };
}

function drawFrom(seed: string): Random {
  const random = randoms.get(seed) ?? new Random(seed);
  randoms.set(seed, random);
  return random;
}

export class RunCoordinator extends product.RunCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, trouble(env));
  }
}
export class DagCoordinator extends product.DagCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, trouble(env));
  }
}
export class PoolCoordinator extends product.PoolCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, trouble(env));
  }
}
export class LiveHub extends product.LiveHub {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, trouble(env));
  }
}
export class AttemptCarrier extends product.AttemptCarrier {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, trouble(env));
  }
}

export default {
  async fetch(request, env, ctx) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== "/api/chaos/outage") return worker.fetch(request, trouble(env), ctx);
    if (request.method === "POST") outage.until = Date.now() + 1000 * Number(searchParams.get("seconds"));
    return Response.json(outage);
  },
  async scheduled(controller, env) {
    await worker.scheduled(controller, trouble(env));
  },
  async queue(batch, env) {
    await worker.queue(batch, trouble(env));
  },
} satisfies ExportedHandler<Env>;
