import { describe, expect, it } from "vitest";
import { z } from "zod";
import { asset, dag, defer, NonRetryable, RetryAfter, runDag, runTask, skip, stream } from "../../src/sdk/index.ts";
import type { RunResult } from "../../src/sdk/index.ts";

const NOW = new Date("2026-01-01T06:00:00Z");
const one = () => 1;

function statesOf({ tasks }: RunResult): Record<string, string> {
  return Object.fromEntries(Object.entries(tasks).map(([id, { state }]) => [id, state]));
}
/** Virtual milliseconds from the start at which a line was logged. */
function timesOf({ log }: RunResult): number[] {
  return log.map(({ at }) => at - NOW.getTime());
}

describe("runDag", () => {
  it("passes values along, as they come over the wire", async () => {
    const d = dag("d", { params: z.object({ day: z.string(), limit: z.number().default(2) }) });
    const made = d.task("made", (_, ctx) => ({ at: ctx.runAfter, day: ctx.params.day, limit: ctx.params.limit }));
    d.task("read", { in: { made, factor: 10 } }, (input) => `${input.made.at} ${input.made.limit * input.factor}`);
    const result = await runDag(d, { now: NOW, conf: { day: "mon" } });
    expect(result.state).toBe("success");
    expect(result.tasks["made"]?.output).toEqual({ at: "2026-01-01T06:00:00.000Z", day: "mon", limit: 2 });
    expect(result.tasks["read"]).toMatchObject({ state: "success", tries: 1, output: "2026-01-01T06:00:00.000Z 20" });
  });

  it("refuses a configuration with unknown fields", async () => {
    const d = dag("d", { params: z.object({ limit: z.number().default(2) }) });
    d.task("a", one);
    const { tasks } = await runDag(d, { conf: { limitt: 3 } });
    expect(tasks["a"]?.reason).toMatchObject({ code: "params_refused" });
  });

  it("follows the chosen arm only", async () => {
    const d = dag("d");
    const size = d.branch("size", { in: { n: 7 } }, ({ n }) => (n > 5 ? "big" : "small"));
    const big = d.task("big", { when: size.is("big") }, () => "B");
    const small = d.task("small", { when: size.is("small") }, () => "S");
    d.task("after_small", { in: { small } }, one);
    d.task("join", { in: { big, small }, triggerRule: "none_failed_min_one_success" }, (input) => input);
    const result = await runDag(d);
    expect(statesOf(result)).toEqual({
      size: "success",
      big: "success",
      small: "skipped",
      after_small: "skipped",
      join: "success",
    });
    expect(result.tasks["join"]?.output).toEqual({ big: "B" });
  });

  it("lets a branch answer with a label nobody hangs on", async () => {
    const d = dag("d");
    const pick = d.branch("pick", (): "go" | "stop" => "stop");
    d.task("go", { when: pick.is("go") }, one);
    const result = await runDag(d);
    expect([result.state, statesOf(result)]).toEqual(["success", { pick: "success", go: "skipped" }]);
  });

  it("short-circuits on a falsy answer", async () => {
    const d = dag("d");
    const open = d.shortCircuit("open", () => 0);
    d.task("a", { after: [open] }, one);
    expect(statesOf(await runDag(d))).toEqual({ open: "success", a: "skipped" });
  });

  it("carries out more instances than lie in queues at once, and those of limits and pools", async () => {
    const d = dag("d");
    const limits = {
      pool: "p",
      maxActiveTisPerDag: 9,
      maxActiveTisPerDagrun: 3,
      rate: { key: "k", limit: 1, per: "1d" },
    } as const;
    const items = Array.from({ length: 300 }, (_, index) => index);
    d.task("many", { expand: { item: items } }, ({ item }) => item);
    d.task("few", { expand: { item: items }, ...limits }, ({ item }) => item);
    const run = await runDag(d);
    expect([run.state, run.tasks["many"]?.instances?.length ?? 0]).toEqual(["success", 300]);
  });

  it("maps over products, positions, rows and pairs", async () => {
    const d = dag("d");
    const xs = d.task("xs", () => [1, 2]);
    const product = d.task("product", { expand: { x: xs, y: ["a", "b"] } }, ({ x, y }) => `${x}${y}`);
    d.task("zip", { expandZip: { x: xs, y: ["a", "b"] } }, ({ x, y }) => `${x}${y}`);
    d.task("rows", { expandKwargs: [{ a: 1 }, { a: 2 }], in: { xs } }, ({ a, xs: all }) => a * all.length);
    d.task("pairs", { expand: { pair: { k: 1, l: 2 } } }, ({ pair: [key, value] }) => `${key}=${value}`);
    d.task("none", { expand: { x: [] } }, one);
    d.task("again", { expand: { text: product } }, ({ text }) => text.length);
    d.task("streamed", { in: { product: stream(product) } }, async (input) => {
      let all = "";
      for await (const text of input.product) all += text;
      return all;
    });
    const { tasks } = await runDag(d);
    const outputs = Object.fromEntries(Object.entries(tasks).map(([id, { output }]) => [id, output]));
    expect(outputs).toMatchObject({
      product: ["1a", "1b", "2a", "2b"],
      zip: ["1a", "2b"],
      rows: [2, 4],
      pairs: ["k=1", "l=2"],
      again: [2, 2, 2, 2],
      streamed: "1a1b2a2b",
    });
    expect(tasks["none"]?.state).toBe("skipped");
    expect(tasks["product"]?.instances.map(({ output }) => output)).toEqual(["1a", "1b", "2a", "2b"]);
  });

  it("leaves instances without an output out of the list", async () => {
    const d = dag("d");
    const odd = d.task("odd", { expand: { x: [1, 2, 3] } }, ({ x }) => (x % 2 === 0 ? skip("even") : x));
    d.task("all", { in: { odd }, triggerRule: "none_failed" }, (input) => input.odd ?? null);
    const { tasks } = await runDag(d);
    expect(tasks["all"]?.output).toEqual([1, 3]);
    expect(tasks["odd"]?.instances.map(({ state }) => state)).toEqual(["success", "skipped", "success"]);
  });

  it("runs a mapped group element by element, and gathers lists after it", async () => {
    const d = dag("d");
    const files = d.task("files", () => ["a", "bbb"]);
    const group = d.mappedGroup("file", { expand: { path: files } }, (g, { path }) => {
      const size = g.task("size", { in: { path } }, (input) => input.path.length);
      return { label: g.task("label", { in: { path, size } }, (input) => `${input.path}:${input.size}`) };
    });
    d.task("all", { in: { labels: group.label } }, ({ labels }) => labels.join(" "));
    expect((await runDag(d)).tasks["all"]?.output).toBe("a:1 bbb:3");
  });

  it("retries after the delay, on virtual time", async () => {
    const d = dag("d");
    d.task("flaky", { retry: { limit: 2, delay: "1h" } }, (_, ctx) => {
      ctx.log("looks");
      return ctx.tryNumber;
    });
    const result = await runDag(d, { now: NOW, failures: { flaky: 2 } });
    expect(result.tasks["flaky"]).toMatchObject({ state: "success", tries: 3, output: 3 });
    expect(result.log.filter(({ level }) => level === "info").map(({ at }) => at - NOW.getTime())).toEqual([7_200_000]);
  });

  it("fails without another try on NonRetryable, and after its own delay on RetryAfter", async () => {
    const d = dag("d", { defaults: { retry: { limit: 3, delay: "1h" } } });
    d.task("never", () => {
      throw new NonRetryable("wrong");
    });
    d.task("soon", (_, { tryNumber, log }) => {
      log("tries");
      if (tryNumber === 1) throw new RetryAfter("5s");
      return tryNumber;
    });
    const result = await runDag(d, { now: NOW });
    expect(result.state).toBe("failed");
    expect(result.tasks["never"]).toMatchObject({ state: "failed", tries: 1, reason: { code: "error" } });
    expect(result.tasks["soon"]).toMatchObject({ state: "success", tries: 2, output: 2 });
    expect(result.log.filter(({ message }) => message === "tries").map(({ at }) => at - NOW.getTime())).toEqual([
      0, 5000,
    ]);
  });

  it("skips, and what is downstream with it", async () => {
    const d = dag("d");
    const a = d.task("a", () => skip("nothing to do"));
    d.task("b", { after: [a] }, one);
    const result = await runDag(d);
    expect(statesOf(result)).toEqual({ a: "skipped", b: "skipped" });
    expect(result.tasks["a"]?.reason).toEqual({ code: "skip", params: { reason: "nothing to do" } });
    expect(result.state).toBe("success");
  });

  it("defers until a time or an event, and goes on with what was left", async () => {
    const d = dag("d");
    d.task("waits", (_, ctx) => {
      ctx.log("runs");
      if (ctx.resume === null) return defer({ until: "3d", resume: { job: 7 } });
      if (ctx.resume !== "paid") return defer({ event: "paid", resume: "paid" });
      return ctx.tryNumber;
    });
    const result = await runDag(d, { now: NOW });
    expect(result.tasks["waits"]).toMatchObject({ state: "success", tries: 1, output: 1 });
    expect(timesOf(result)).toEqual([0, 259_200_000, 259_200_000]);
  });

  it("looks again until the sensor finds something, or its timeout", async () => {
    const d = dag("d");
    let looks = 0;
    const found = d.sensor("found", { every: "5m" }, () => {
      looks += 1;
      return looks < 3 ? false : { looks };
    });
    d.task("use", { in: { found } }, (input) => input.found.looks);
    d.sensor("never", { every: "10m", timeout: "1h", softFail: true }, (_, { log }) => log("looks"));
    const result = await runDag(d, { now: NOW });
    expect(statesOf(result)).toEqual({ found: "success", use: "success", never: "skipped" });
    expect(result.tasks["use"]?.output).toBe(3);
    expect(timesOf(result)).toEqual([0, 10, 20, 30, 40, 50, 60, 70].map((minutes) => minutes * 60_000));
  });

  it("tears down after work that failed", async () => {
    const d = dag("d");
    const cluster = d.setup("cluster", () => ({ host: "h" }));
    const work = d.task("work", { in: { cluster } }, () => {
      throw new Error("boom");
    });
    d.teardown("drop", { of: [cluster], after: [work], in: { cluster } }, (input) => input.cluster?.host ?? null);
    const result = await runDag(d);
    expect(statesOf(result)).toEqual({ cluster: "success", work: "failed", drop: "success" });
    expect(result.tasks["drop"]?.output).toBe("h");
    expect(result.state).toBe("failed");
  });

  it("fails with the reason, and logs the stack", async () => {
    const d = dag("d");
    const a = d.task("a", () => {
      throw new TypeError("boom");
    });
    d.task("b", { after: [a] }, one);
    const result = await runDag(d);
    expect([result.state, statesOf(result)]).toEqual(["failed", { a: "failed", b: "upstream_failed" }]);
    expect(result.tasks["a"]?.reason).toEqual({ code: "error", params: { name: "TypeError", message: "boom" } });
    const stack: unknown = expect.stringContaining("run-dag.test.ts");
    expect(result.log[0]).toMatchObject({
      level: "error",
      taskId: "a",
      message: stack,
    });
  });

  it("takes fakes for bodies, and gives pools room", async () => {
    const d = dag("d");
    const a = d.task("a", { pool: "narrow" }, (): number => {
      throw new Error("would call out");
    });
    const b = d.task("b", { in: { a } }, (input) => input.a + 1);
    d.task("c", { in: { b } }, (input) => input.b);
    const result = await runDag(d, { fakes: { a: 20, c: ({ b: got }, ctx) => `${String(got)} ${ctx.dagId}` } });
    expect(result.tasks["c"]?.output).toBe("21 d");
    await expect(runDag(d, { fakes: { typo: 1 } })).rejects.toThrow('There is no task "typo"; tasks are a, b, c');
  });

  it("throws what compile has against the DAG", async () => {
    await expect(runDag(dag("a b"))).rejects.toThrow('DAG "a b": the id may hold');
  });

  it("runs 1,000 mapped instances well under a second", async () => {
    const d = dag("d");
    const xs = d.task("xs", () => Array.from({ length: 1000 }, (_, index) => index));
    const ys = d.task("ys", { expand: { x: xs } }, ({ x }) => x * 2);
    d.task("sum", { in: { ys } }, (input) => input.ys.reduce((sum, y) => sum + y, 0));
    expect((await runDag(d)).tasks["sum"]?.output).toBe(999_000);
  }, 1000);
});

describe("runTask", () => {
  const out = asset("d1://out");
  const d = dag("d");
  d.task("a", { in: { n: 1 }, outlets: [out] }, ({ n }, ctx) => {
    ctx.log.warning("careful", { n });
    ctx.xcom.push("half", n / 2);
    ctx.emit(out, { rows: n });
    return `${n} ${ctx.tryNumber} ${ctx.idempotencyKey.split("/").slice(3).join("/")}`;
  });
  d.task("stray", (_, ctx) => ctx.emit(out));
  d.task("bad_xcom", (_, ctx) => ctx.xcom.push("f", (() => 1) as never));

  it("gives outcome, output, XComs, asset events and log of one attempt", async () => {
    const result = await runTask(d, "a", { n: 8 }, { tryNumber: 2 });
    expect(result).toMatchObject({
      outcome: { type: "success" },
      output: "8 2 a/-1/1",
      events: [{ asset: { uri: "d1://out" }, extra: { rows: 8 }, partitionKey: null }],
      log: [{ level: "warning", message: "careful", fields: { n: 8 }, source: "task" }],
    });
    expect([...result.xcoms]).toEqual([["half", 4]]);
  });
  it("refuses an asset that is no outlet, and an XCom that is no JSON", async () => {
    for (const [id, message] of [
      ["stray", 'Asset "d1://out" is no outlet of task "stray"; add it to the task\'s outlets'],
      ["bad_xcom", 'XCom "f" is no JSON: $ is a function'],
    ] as const) {
      const { outcome } = await runTask(d, id);
      expect(outcome).toMatchObject({ type: "fail", retryable: false, reason: { params: { message } } });
    }
  });
  it("names the task that does not exist", async () => {
    await expect(runTask(d, "typo")).rejects.toThrow('DAG "d" has no task "typo"');
  });
});
