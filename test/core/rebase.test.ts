import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance } from "../../src/core/advance.ts";
import { applyBatch, upcastBatch } from "../../src/core/batch.ts";
import { rebaseRun } from "../../src/core/rebase.ts";
import type { Rebased } from "../../src/core/rebase.ts";
import { createRun, taskIdOf } from "../../src/core/run.ts";
import type { Run } from "../../src/core/run.ts";
import type { TaskNode } from "../../src/core/graph.ts";
import { buildTopology } from "../../src/core/topology.ts";
import { createGraph, createTask } from "../support/graphs.ts";
import { randomGraph } from "../support/random-graphs.ts";
import { randomThrow, toEvents } from "../support/random-events.ts";
import { counters, observe, recount } from "../support/run-checks.ts";
import { FAILURE, nameInstance, SUCCESS, TestRun } from "../support/runs.ts";

const chain = [createTask("a"), createTask("b", { upstream: ["a"] }), createTask("c", { upstream: ["b"] })];

function move(run: Run, tasks: readonly TaskNode[]): Rebased {
  const rebased = rebaseRun(run, { graph: createGraph(tasks), graphHash: "g2", bundleId: "b2" }, 50);
  if (!rebased.ok) throw new Error(rebased.error.code);
  return rebased.value;
}
const stateOf = (run: Run) =>
  Object.fromEntries(
    run.tasks.flatMap(({ instances }) => instances).map((one) => [nameInstance(run, one), one.status.state]),
  );

describe("a run on another version", () => {
  it("keeps what both have, by id and not by place, and names the version", () => {
    const test = TestRun.admit(chain);
    test.perform("a");
    const { run, moves } = move(test.run, [createTask("x"), ...chain]);
    expect(stateOf(run)).toEqual({ x: "none", a: "success", b: "queued", c: "none" });
    expect(run.identity).toMatchObject({ graphHash: "g2", bundleId: "b2" });
    expect(moves).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(stateOf(test.run)).toEqual({ a: "success", b: "queued", c: "none" });
  });

  it("takes an outcome of the attempt that ran meanwhile, and goes on along the new edges", () => {
    const test = TestRun.admit(chain);
    test.start("a");
    const { run } = move(test.run, [createTask("a"), createTask("c", { upstream: ["a"] })]);
    const finishes = [{ ...test.attempt("a"), outcome: SUCCESS, output: { isPushed: false, length: null } }];
    advance(run, { type: "finish", carrier: "c1", finishes, take: 0, accepts: ["auto"], holding: null }, 60, "t");
    expect(stateOf(run)).toEqual({ a: "success", b: "removed", c: "queued" });
  });

  it("removes what vanished, and takes it from its carrier; it neither runs nor counts any more", () => {
    const test = TestRun.admit([createTask("a"), createTask("b")]);
    test.start(["a", "b"]);
    const { run, released } = move(test.run, [createTask("a")]);
    expect(released.map(({ instance, carrier }) => [taskIdOf(run, instance), carrier])).toEqual([["b", "c1"]]);
    const all = [
      { taskId: "a", mapIndex: null },
      { taskId: "b", mapIndex: null },
    ];
    const selection = { targets: all, upstream: true, downstream: true, onlyFailed: false, onlyRunning: false };
    advance(run, { type: "clear", ...selection, resetRun: true, by: "ann" }, 60, "t");
    expect(stateOf(run)).toEqual({ a: "queued", b: "removed" });
  });

  it("ends by the leaves of the version it has", () => {
    const test = TestRun.admit([createTask("a"), createTask("b")]);
    test.perform("b", FAILURE);
    test.start("a");
    const { run } = move(test.run, [createTask("a")]);
    const finishes = [{ ...test.attempt("a"), outcome: SUCCESS, output: { isPushed: false, length: null } }];
    advance(run, { type: "finish", carrier: "c1", finishes, take: 0, accepts: ["auto"], holding: null }, 60, "t");
    expect(run.state).toBe("success");
  });

  it("brings a task back that vanished before, with the tries it had and all its retries before it", () => {
    const test = TestRun.admit(chain);
    test.perform("a");
    const without = move(test.run, [createTask("a")]).run;
    expect(stateOf(without)).toMatchObject({ b: "removed", c: "removed" });
    const again = rebaseRun(without, { graph: createGraph(chain), graphHash: "g3", bundleId: "b3" }, 70);
    expect(again.ok && [again.value.hasNew, stateOf(again.value.run)]).toEqual([
      true,
      { a: "success", b: "none", c: "none" },
    ]);
    expect(again.ok && again.value.run.tasks[1]?.instances[0]).toMatchObject({ tryNumber: 1, maxTries: 1 });
  });

  it("says whether there is something new to do", () => {
    const test = TestRun.admit(chain);
    expect(move(test.run, chain).hasNew).toBe(false);
    expect(move(test.run, [createTask("a")]).hasNew).toBe(false);
    expect(move(test.run, [...chain, createTask("d")]).hasNew).toBe(true);
  });

  it("is refused where instances of a mapped task would have no place", () => {
    const source = { kind: "literal", value: [1, 2], length: 2 } as const;
    const mapped = createTask("m", { expand: { kind: "product", sources: [["x", source]] } });
    const test = TestRun.admit([mapped]);
    const to = (task: TaskNode) =>
      rebaseRun(test.run, { graph: createGraph([task]), graphHash: "g2", bundleId: "b2" }, 50);
    expect(to(createTask("m"))).toEqual({ ok: false, error: { code: "version_unmapped", params: { task: "m" } } });
    expect(to(mapped)).toMatchObject({ ok: true });
  });

  it("begins a task anew that is mapped only now", () => {
    const source = { kind: "literal", value: [1, 2], length: 2 } as const;
    const test = TestRun.admit([createTask("m"), createTask("n")]);
    test.perform("m");
    const mapped = createTask("m", { expand: { kind: "product", sources: [["x", source]] } });
    const { run, hasNew } = move(test.run, [mapped, createTask("n")]);
    expect([hasNew, stateOf(run)]).toEqual([true, { m: "none", n: "queued" }]);
    advance(run, { type: "due" }, 60, "t");
    expect(stateOf(run)).toEqual({ "m[0]": "queued", "m[1]": "queued", n: "queued" });
  });

  it("folds from the row alone, and counts as if it had always been so", () => {
    const property = fc.property(
      randomGraph,
      randomGraph,
      fc.array(randomThrow, { maxLength: 30 }),
      (graph, later, throws) => {
        const test = new TestRun(graph);
        test.send({ type: "admit" });
        for (const thrown of throws) for (const event of toEvents(test, thrown)) test.send(event);
        const rebased = rebaseRun(test.run, { graph: later, graphHash: "g2", bundleId: "b2" }, test.now);
        if (!rebased.ok) return;
        const { run, batch } = rebased.value;
        expect(counters(run)).toEqual(recount(run));
        const folded = createRun(buildTopology(run.topology.graph), run.identity, 0);
        applyBatch(folded, upcastBatch(JSON.parse(JSON.stringify(batch))));
        expect(observe(folded)).toEqual(observe(run));
        const next = advance(run, { type: "due" }, test.now, "next").batch;
        if (next !== null) applyBatch(folded, upcastBatch(JSON.parse(JSON.stringify(next))));
        expect(observe(folded)).toEqual(observe(run));
      },
    );
    fc.assert(property, { seed: 20_260_102, numRuns: 300 });
  });
});
