import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Graph } from "../../src/core/graph.ts";
import { createRehearsedIdentity, rehearse } from "../../src/core/rehearsal.ts";
import type { Part } from "../../src/core/rehearsal.ts";
import { replay } from "../../src/core/replay.ts";
import { taskIdOf } from "../../src/core/run.ts";
import type { Run } from "../../src/core/run.ts";
import { createGraph, createTask } from "../support/graphs.ts";
import { randomGraph } from "../support/random-graphs.ts";

const START = Date.UTC(2026, 0, 1);

function play(graph: Graph, parts: Readonly<Record<string, Part>> = {}) {
  return rehearse(graph, START, new Map(Object.entries(parts)));
}
function listStates(run: Run): Record<string, string> {
  const instances = run.tasks.flatMap((task) => task.instances);
  return Object.fromEntries(
    instances.map((instance) => {
      const index = instance.mapIndex < 0 ? "" : `[${instance.mapIndex}]`;
      return [`${taskIdOf(run, instance)}${index}`, instance.status.state];
    }),
  );
}
/** Statuses without what only the engine reads: a fold makes others of the same content. */
function summarize(run: Run) {
  const instances = run.tasks.flatMap((task) => task.instances);
  const { state, seq, startedAt, endedAt } = run;
  return {
    state,
    seq,
    startedAt,
    endedAt,
    instances: instances.map(({ task, mapIndex, tryNumber, status }) => ({ task, mapIndex, tryNumber, status })),
  };
}

const CHAIN = createGraph([
  createTask("a"),
  createTask("b", { upstream: ["a"], retry: { limit: 1, delay: 60_000, multiplier: 0, maxDelay: null } }),
  createTask("c", { upstream: ["b"] }),
]);

describe("a rehearsal", () => {
  it("takes the time its tasks take, and no more", () => {
    const { run } = play(CHAIN, { a: { duration: 5_000 }, b: { duration: 0 } });
    expect(run.state).toBe("success");
    expect(run.endedAt).toBe(START + 6_000);
  });

  it("retries as the DAG says, then goes on", () => {
    const { run } = play(CHAIN, { b: { failures: 1 } });
    expect(listStates(run)).toEqual({ a: "success", b: "success", c: "success" });
    expect(run.endedAt).toBe(START + 4_000 + 60_000);
  });

  it("fails what it is told to fail, and what hangs on it", () => {
    const { run } = play(CHAIN, { b: { failures: Infinity } });
    expect(run.state).toBe("failed");
    expect(listStates(run)).toEqual({ a: "success", b: "failed", c: "upstream_failed" });
  });

  it("follows the branch it is told to, and skips the other", () => {
    const graph = createGraph([
      createTask("size", { kind: "branch", arms: { some: ["load"], none: ["warn"] } }),
      createTask("load", { upstream: ["size"] }),
      createTask("warn", { upstream: ["size"] }),
    ]);
    expect(listStates(play(graph).run)).toMatchObject({ load: "success", warn: "skipped" });
    expect(listStates(play(graph, { size: { labels: ["none"] } }).run)).toMatchObject({
      load: "skipped",
      warn: "success",
    });
  });

  it("maps over as many items as it is told", () => {
    const graph = createGraph([
      createTask("list"),
      createTask("each", {
        upstream: ["list"],
        expand: { kind: "product", sources: [["x", { kind: "output", task: "list" }]] },
      }),
    ]);
    const { run } = play(graph, { list: { items: 4 }, each: { failures: 0 } });
    expect(Object.keys(listStates(run))).toEqual(["list", "each[0]", "each[1]", "each[2]", "each[3]"]);
    expect(play(graph, { list: { items: 0 } }).run.state).toBe("success");
  });

  it("lets a sensor look in vain, at its own pace", () => {
    const sensor = { every: 30_000, timeout: 600_000, softFail: false, exponential: false, maxWait: null };
    const graph = createGraph([createTask("landed", { kind: "sensor", sensor })]);
    const { run } = play(graph, { landed: { pokes: 2, duration: 0 } });
    expect(run.state).toBe("success");
    expect(run.endedAt).toBe(START + 60_000);
    expect(play(graph, { landed: { pokes: Infinity } }).run.state).toBe("failed");
  });

  it("ends for every DAG, the same way each time, and its journal folds to the run it made", () => {
    const property = fc.property(randomGraph, fc.array(fc.nat(3), { minLength: 7, maxLength: 7 }), (graph, rolls) => {
      const parts = Object.fromEntries(
        graph.tasks.map(({ id }, at) => [id, { duration: (rolls[at] ?? 0) * 700, failures: rolls[at] === 3 ? 9 : 0 }]),
      );
      const { run, batches, isCutShort } = play(graph, parts);
      expect(isCutShort).toBe(false);
      expect(["success", "failed"]).toContain(run.state);
      expect(play(graph, parts).batches).toEqual(batches);
      const history = replay(graph, createRehearsedIdentity(graph, START), START, batches);
      expect(summarize(history.at(Infinity))).toEqual(summarize(run));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe("a replay", () => {
  const { batches } = play(CHAIN, { b: { failures: 1 } });
  const history = replay(CHAIN, createRehearsedIdentity(CHAIN, START), START, batches);

  it("shows the run as it stood at an instant, forward and back", () => {
    expect(listStates(history.at(START - 1))).toEqual({ a: "none", b: "none", c: "none" });
    expect(listStates(history.at(START))).toEqual({ a: "running", b: "none", c: "none" });
    expect(listStates(history.at(START + 30_000))).toEqual({ a: "success", b: "up_for_retry", c: "none" });
    expect(listStates(history.at(history.to))).toEqual({ a: "success", b: "success", c: "success" });
    expect(listStates(history.at(START + 1_500))).toEqual({ a: "success", b: "running", c: "none" });
  });

  it("knows when something happened", () => {
    expect(history.from).toBe(START);
    expect(history.instants.map((at) => at - START)).toEqual([0, 1_000, 2_000, 62_000, 63_000, 64_000]);
  });
});
