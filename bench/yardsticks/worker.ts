import { DurableObject, WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import { fib } from "../fib.ts";
import { observeNamespace } from "../observed/environment.ts";
import { delay, readSettings } from "../observed/settings.ts";
import { wrap } from "../observed/wrap.ts";

/** The platform without an engine, and Cloudflare Workflows: what the product is compared with. */

export interface YardstickEnv {
  readonly FLOOR: DurableObjectNamespace<FloorObject>;
  readonly HOPS: Queue<Hop>;
  readonly FLOW: Workflow<FlowShape>;
  /** Whoever asks must show it, when there is one. */
  readonly YARDSTICKS_TOKEN?: string;
}

interface Hop {
  readonly id: string;
  readonly writes: number;
}

/** `kind` says how the steps lie; each computes fib(n). */
interface FlowShape {
  readonly kind: "chain" | "wide";
  readonly steps: number;
  readonly n: number;
}

/** Writes one row a call, and tells who waits when something is over. */
export class FloorObject extends DurableObject<YardstickEnv> {
  #isOver = false;
  readonly #waiters: (() => void)[] = [];

  constructor(ctx: DurableObjectState, env: YardstickEnv) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists journal (seq integer primary key, text text not null)");
  }
  write(text: string): number {
    this.ctx.storage.sql.exec("insert into journal (text) values (?)", text);
    return text.length;
  }
  writeLast(text: string): void {
    this.write(text);
    this.over();
  }
  over(): void {
    this.#isOver = true;
    for (const tell of this.#waiters.splice(0)) tell();
  }
  async wait(): Promise<void> {
    if (!this.#isOver) await new Promise<void>((resolve) => void this.#waiters.push(resolve));
  }
}

export class Flow extends WorkflowEntrypoint<YardstickEnv, FlowShape> {
  override async run(event: WorkflowEvent<FlowShape>, step: WorkflowStep): Promise<void> {
    const { kind, steps, n } = event.payload;
    const one = (index: number) => step.do(`step ${index}`, async () => fib(n));
    const indices = Array.from({ length: steps }, (_, index) => index);
    if (kind === "wide") await Promise.all(indices.map(one));
    else for (const index of indices) await one(index);
    await this.env.FLOOR.getByName(event.instanceId).over();
  }
}

const ROW = JSON.stringify({ v: 1, finish: "one task", outcome: "success" });

type Answer = (env: YardstickEnv, query: URLSearchParams) => Promise<unknown>;

const ROUTES: Readonly<Record<string, Answer>> = {
  "/ping": async () => "pong",
  "/writes": async (env, query) => writeMany(env, query.get("id") ?? "floor", Number(query.get("n"))),
  "/two-writes": async (env, query) => {
    await env.FLOOR.getByName("dag").write(ROW);
    return env.FLOOR.getByName(query.get("id") ?? "run").write(ROW);
  },
  "/run": startBareRun,
  "/wait": async (env, query) => env.FLOOR.getByName(query.get("id") ?? "").wait(),
  "/flow": startFlow,
};

/** Its calls are as late as the product's are. */
function slowDown(env: YardstickEnv): YardstickEnv {
  const { rpc, queue } = readSettings(env);
  if (rpc === 0 && queue === 0) return env;
  const send: Queue<Hop>["send"] = async (hop) => {
    await delay(queue);
    return await env.HOPS.send(hop);
  };
  return { ...env, FLOOR: observeNamespace<typeof env.FLOOR>(env.FLOOR, rpc), HOPS: wrap(env.HOPS, { send }) };
}

/** Writes one after the other; returns the milliseconds it took. */
async function writeMany(env: YardstickEnv, id: string, count: number): Promise<number> {
  const object = env.FLOOR.getByName(id);
  const start = Date.now();
  for (let index = 0; index < count; index += 1) await object.write(ROW);
  return Date.now() - start;
}

/** Accepts a run as the product must: a row in one object, a row in another, a message; the writes follow behind it. */
async function startBareRun(env: YardstickEnv, query: URLSearchParams): Promise<{ id: string }> {
  const id = crypto.randomUUID();
  await env.FLOOR.getByName("dag").write(ROW);
  await env.FLOOR.getByName(id).write(ROW);
  await env.HOPS.send({ id, writes: Number(query.get("n")) });
  return { id };
}

async function startFlow(env: YardstickEnv, query: URLSearchParams): Promise<{ id: string }> {
  const id = crypto.randomUUID();
  const kind = query.get("kind") === "wide" ? "wide" : "chain";
  await env.FLOW.create({ id, params: { kind, steps: Number(query.get("steps")), n: Number(query.get("n")) } });
  return { id };
}

async function carryHop(env: YardstickEnv, { id, writes }: Hop): Promise<void> {
  const object = env.FLOOR.getByName(id);
  for (let index = 1; index < writes; index += 1) await object.write(ROW);
  await object.writeLast(ROW);
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const token = env.YARDSTICKS_TOKEN;
    if (token !== undefined && request.headers.get("authorization") !== `Bearer ${token}`)
      return new Response("no yardsticks for you", { status: 401 });
    const answer = ROUTES[pathname];
    if (answer === undefined) return new Response("no such yardstick", { status: 404 });
    return Response.json((await answer(slowDown(env), searchParams)) ?? null);
  },
  async queue(batch, env) {
    await Promise.all(batch.messages.map(({ body }) => carryHop(slowDown(env), body)));
  },
} satisfies ExportedHandler<YardstickEnv, Hop>;
