import { afterEach, describe, expect, it, vi } from "vitest";
import { httpRequest, r2Get, r2Put, sqlQuery } from "../../src/operators/index.ts";
import { dag, runDag, runTask } from "../../src/sdk/index.ts";
import type { Env, Handler, Json } from "../../src/sdk/index.ts";
import { httpOk, r2Exists, timeAfter } from "../../src/sensors/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** Answers every request, and keeps what was asked. */
function fakeFetch(answer: () => Response): { readonly requests: Request[] } {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push(new Request(url, init));
    return answer();
  });
  return { requests };
}
/** A bucket of texts. */
function fakeBucket(objects: Map<string, string>): Record<string, unknown> {
  const facts = (key: string, text: string) => ({
    key,
    size: text.length,
    etag: `etag-${text.length}`,
    uploaded: new Date(0),
  });
  const find = (key: string) => {
    const text = objects.get(key);
    return text === undefined ? null : { ...facts(key, text), text: async () => text };
  };
  return {
    put: async (key: string, text: string) => facts(key, objects.set(key, text).get(key) ?? ""),
    get: async (key: string) => find(key),
    head: async (key: string) => find(key),
  };
}
/** Bindings by name, whatever the project's own are. */
function bind(bindings: unknown): Env {
  return bindings as Env;
}
async function attempt<T>(
  handler: Handler<Record<never, never>, T>,
  env: object = {},
  input: Record<string, Json> = {},
) {
  const d = dag("d");
  d.task("t", handler);
  return await runTask(d, "t", input, { env: bind(env) });
}

describe("httpRequest", () => {
  it("sends JSON made from the input, and answers with JSON", async () => {
    const { requests } = fakeFetch(() => Response.json({ id: 7 }));
    const d = dag("d");
    const order = d.task("order", () => ({ cents: 3 }));
    const sent = d.task(
      "sent",
      { in: { order } },
      httpRequest({
        method: "POST",
        url: ({ order: { cents } }) => `https://a.example/${cents}?key=secret`,
        headers: (_, ctx) => ({ "idempotency-key": ctx.idempotencyKey }),
        json: (input) => input.order,
      }),
    );
    d.task("id", { in: { sent } }, (input) => input.sent);
    const result = await runDag(d, { now: 0 });
    expect(result.tasks["id"]?.output).toEqual({ id: 7 });
    const [request] = requests;
    expect([request?.method, request?.url, await request?.text()]).toEqual([
      "POST",
      "https://a.example/3?key=secret",
      '{"cents":3}',
    ]);
    expect(request?.headers.get("content-type")).toBe("application/json");
    expect(request?.headers.get("idempotency-key")).toMatch(/\/sent\/-1\/1$/);
    expect(result.log.map(({ message }) => message)).toEqual(["POST https://a.example/3: 200"]);
  });

  it("reads what it is told to read", async () => {
    fakeFetch(() => new Response("a,b"));
    const read = async (response: Response) => (await response.text()).split(",");
    expect((await attempt(httpRequest({ url: "https://a.example", read }))).output).toEqual(["a", "b"]);
  });

  const answers: [status: number, headers: Record<string, string>, outcome: object][] = [
    [404, {}, { type: "fail", retryable: false }],
    [400, {}, { type: "fail", retryable: false }],
    [408, {}, { type: "fail", retryable: true }],
    [429, {}, { type: "fail", retryable: true }],
    [429, { "retry-after": "7" }, { type: "retry_after", delay: 7000 }],
    [503, { "retry-after": "0.2" }, { type: "retry_after", delay: 1000 }],
    [503, { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, { type: "fail", retryable: true }],
    [500, {}, { type: "fail", retryable: true }],
  ];
  it.each(answers)("takes %s with %j as its outcome", async (status, headers, outcome) => {
    fakeFetch(() => new Response("because", { status, headers }));
    const result = await attempt(httpRequest({ url: "https://a.example/x?key=secret" }));
    expect(result.outcome).toMatchObject({
      ...outcome,
      reason: { params: { message: `GET https://a.example/x answered ${status}: because` } },
    });
  });
});

it("httpRequest keeps passwords out of URLs, and so out of logs", async () => {
  const { outcome, log } = await attempt(httpRequest({ url: "https://user:secret@a.example/x" }));
  expect(outcome).toMatchObject({ type: "fail", retryable: false });
  expect(JSON.stringify([outcome, log])).not.toContain("secret");
});

describe("sqlQuery", () => {
  const calls: unknown[] = [];
  const statement = {
    bind: (...values: unknown[]) => {
      calls.push(values);
      return { run: async () => ({ results: [{ n: 1 }, { n: 2 }], meta: { changes: 0, duration: 1 } }) };
    },
  };
  const env = { DB: { prepare: (text: string) => (calls.push(text), statement), batch: () => [] } };

  it("binds its parameters and answers with rows", async () => {
    const query = sqlQuery({
      database: "DB",
      query: "select n from t where region = ?1",
      parameters: (_, ctx) => [ctx.dagId, 2],
      row: ({ n }) => Number(n) * 10,
    });
    expect((await attempt(query, env)).output).toEqual([10, 20]);
    expect(calls).toEqual(["select n from t where region = ?1", ["d", 2]]);
  });
  it("fails for good when the binding is missing, and says what to add", async () => {
    const { outcome } = await attempt(sqlQuery({ database: "DBX", query: "select 1" }), env);
    const message = 'No D1 database is bound as "DBX"; add it to wrangler.toml under [[d1_databases]]';
    expect(outcome).toMatchObject({ type: "fail", retryable: false, reason: { params: { message } } });
  });
});

describe("R2", () => {
  it("puts texts as they are and the rest as JSON, and gets them back", async () => {
    const objects = new Map<string, string>();
    const env = { RAW: fakeBucket(objects) };
    const put = await attempt(r2Put({ bucket: "RAW", key: (_, ctx) => `${ctx.dagId}/a`, value: { n: [1] } }), env);
    await attempt(r2Put({ bucket: "RAW", key: "b", value: "plain" }), env);
    expect(put.output).toEqual({ key: "d/a", size: 9, etag: "etag-9" });
    expect([...objects]).toEqual([
      ["d/a", '{"n":[1]}'],
      ["b", "plain"],
    ]);
    expect((await attempt(r2Get({ bucket: "RAW", key: "d/a" }), env)).output).toEqual({ n: [1] });
    expect((await attempt(r2Get({ bucket: "RAW", key: "b", as: "text" }), env)).output).toBe("plain");
  });
  it("tries again for what is missing, not for what is no JSON", async () => {
    const env = { RAW: fakeBucket(new Map([["b", "plain"]])) };
    expect((await attempt(r2Get({ bucket: "RAW", key: "x" }), env)).outcome).toMatchObject({ retryable: true });
    expect((await attempt(r2Get({ bucket: "RAW", key: "b" }), env)).outcome).toMatchObject({ retryable: false });
    expect((await attempt(r2Get({ bucket: "NOPE", key: "b" }), env)).outcome).toMatchObject({ retryable: false });
  });
});

describe("sensors", () => {
  it("r2Exists waits for the object", async () => {
    const objects = new Map<string, string>();
    const d = dag("d");
    d.task("writer", () => objects.set("orders/1.json", "[]").size);
    const landed = d.sensor("landed", { every: "5m" }, r2Exists({ bucket: "RAW", key: "orders/1.json" }));
    d.task("use", { in: { landed } }, (input) => `${input.landed.size} ${input.landed.uploaded}`);
    const { tasks } = await runDag(d, { env: bind({ RAW: fakeBucket(objects) }) });
    expect(tasks["use"]?.output).toBe("2 1970-01-01T00:00:00.000Z");
  });

  it("httpOk waits while the service is away or unwell", async () => {
    const answers = [undefined, new Response("", { status: 503 }), new Response(null, { status: 204 })];
    vi.stubGlobal("fetch", async () => {
      const answer = answers.shift();
      if (answer === undefined) throw new TypeError("unreachable");
      return answer;
    });
    const d = dag("d");
    d.sensor("up", { every: "1m" }, httpOk({ url: "https://a.example" }));
    const { tasks } = await runDag(d);
    expect(tasks["up"]).toMatchObject({ state: "success", output: { status: 204 } });
    expect(answers).toEqual([]);
  });

  it("timeAfter defers, from a time or for a span", async () => {
    const d = dag("d");
    const day = d.sensor("day", timeAfter({ at: (_, ctx) => new Date(ctx.runAfter.getTime() + 86_400_000) }));
    const hour = d.task("hour", { after: [day] }, timeAfter({ at: "1h" }));
    d.task("end", { in: { hour }, after: [day] }, (input, { log }) => {
      log("end");
      return input.hour;
    });
    const { tasks, log } = await runDag(d, { now: 0 });
    expect([tasks["end"]?.output, log[0]?.at]).toEqual([true, 90_000_000]);
  });
});
