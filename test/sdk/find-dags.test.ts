import { expect, it } from "vitest";
import * as daily from "../../dags/examples/demo_daily.ts";
import * as etl from "../../dags/examples/demo_etl.ts";
import * as slow from "../../dags/examples/demo_slow.ts";
import { compile, dag, findDags, runDag, runTask } from "../../src/sdk/index.ts";

it("finds default and named DAGs of a module, each once", () => {
  const [a, b] = [dag("a"), dag("b")];
  expect(findDags({ default: a, same: a, b, helper: () => 1, text: "x", nothing: null }).map(({ id }) => id)).toEqual([
    "a",
    "b",
  ]);
});

it("finds the examples under their ids, and all compile", () => {
  const found = [daily, etl, slow].flatMap(findDags);
  expect(found.map(({ id }) => id)).toEqual(["demo_daily", "demo_etl", "demo_slow"]);
  expect(found.map((example) => compile(example).ok)).toEqual([true, true, true]);
});

it("demo_etl carries its configuration along with its rows", async () => {
  const { state, tasks } = await runDag(etl.default, { conf: { who: "me" } });
  expect(state).toBe("success");
  const isList: unknown = expect.any(Array);
  expect(tasks["extract"]?.output).toEqual({ rows: isList, conf: { who: "me" } });
  expect(tasks["load"]?.output).toEqual({ loaded: 2 });
});

it("demo_daily is about its logical date", async () => {
  const result = await runDag(daily.default, { logicalDate: new Date("2026-03-01") });
  expect(result.tasks["report"]?.output).toBe("report of 2026-03-01");
});

it("demo_slow stops at once when told to", async () => {
  const controller = new AbortController();
  const ended = runTask(slow.default, "sleep", {}, { signal: controller.signal });
  controller.abort(new Error("cancelled"));
  const { outcome, log } = await ended;
  expect(outcome).toMatchObject({ type: "fail", reason: { params: { message: "cancelled" } } });
  expect(log[0]?.message).toBe("slept 0 of 120 seconds");
});
