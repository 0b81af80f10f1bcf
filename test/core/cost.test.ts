import assert from "node:assert/strict";
import { describe, expect, it, vi } from "vitest";
import { advance } from "../../src/core/advance.ts";
import type { RunEvent } from "../../src/core/event.ts";
import type { Expand, TaskNode } from "../../src/core/graph.ts";
import { createRun, taskOf } from "../../src/core/run.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { buildTopology } from "../../src/core/topology.ts";
import type * as Verdict from "../../src/core/verdict.ts";
import { createGraph, createGroup, createTask, testIdentity } from "../support/graphs.ts";
import { NO_OUTPUT, SUCCESS } from "../support/runs.ts";

const counted = vi.hoisted(() => ({ judged: 0, marked: 0 }));

vi.mock("../../src/core/verdict.ts", async (importOriginal) => {
  const original = await importOriginal<typeof Verdict>();
  const judge: typeof original.judge = (run, instance) => {
    counted.judged += 1;
    return original.judge(run, instance);
  };
  return { ...original, judge };
});

class CountingSet<T> extends Set<T> {
  override add(value: T): this {
    counted.marked += 1;
    return super.add(value);
  }
}

/** Counts whatever is ever marked for a wave, in whichever set the run keeps it. */
function countMarks(run: Run): void {
  let marked: Run["dirty"] = new CountingSet();
  Object.defineProperty(run, "dirty", {
    get: () => marked,
    set: (next: Run["dirty"]) => {
      marked = new CountingSet(next);
    },
  });
}

interface Counted {
  readonly run: Run;
  readonly send: (event: RunEvent) => readonly TaskInstance[];
  /** Starts and succeeds one instance; answers with what that sent to the queue. */
  readonly perform: (instance: TaskInstance) => readonly TaskInstance[];
  readonly reset: () => void;
}

function createCountedRun(tasks: readonly TaskNode[], length: number): Counted {
  const groups = [createGroup("g", over(length))];
  const run = createRun(buildTopology(createGraph(tasks, { groups })), testIdentity, 0);
  countMarks(run);
  let tokens = 0;
  const send = (event: RunEvent): readonly TaskInstance[] => {
    tokens += 1;
    return advance(run, event, 1, `t${tokens}`).dispatch;
  };
  const perform = ({ task, mapIndex, status }: TaskInstance): readonly TaskInstance[] => {
    assert.ok(status.state === "queued");
    const attempt = { taskId: taskOf(run, task).place.node.id, mapIndex, token: status.token };
    const started = send({ type: "start", carrier: "c", attempts: [attempt] });
    const finishes = [{ ...attempt, outcome: SUCCESS, output: NO_OUTPUT }];
    return [...started, ...send({ type: "finish", carrier: "c", finishes, take: 0, accepts: [], holding: null })];
  };
  const reset = (): void => {
    counted.judged = 0;
    counted.marked = 0;
  };
  reset();
  return { run, send, perform, reset };
}

function over(length: number): Expand {
  return { kind: "product", sources: [["x", { kind: "literal", value: null, length }]] };
}

/** A list fanned out three ways: into one task, into a list of its own length, and through a group. */
function listTasks(length: number): TaskNode[] {
  const inGroup = { group: "g" };
  return [
    createTask("m", { expand: over(length) }),
    createTask("n", { expand: over(length), upstream: ["m"] }),
    createTask("a", inGroup),
    createTask("b", { ...inGroup, upstream: ["a"] }),
    createTask("z", { upstream: ["m", "n", "b"] }),
  ];
}

describe.each([10, 1_000, 10_000])("a run mapped over %i elements", (length) => {
  const whole = { upstream: false, downstream: false, by: "ann" } as const;

  it("looks at each instance a few times in all", () => {
    const { run, send, perform } = createCountedRun(listTasks(length), length);
    const queue = [...send({ type: "admit" })];
    for (const instance of queue) queue.push(...perform(instance));
    assert.equal(run.state, "success");
    expect(queue).toHaveLength(4 * length + 1);
    expect(counted.marked).toBeLessThanOrEqual(3 * queue.length);
    expect(counted.judged).toBeLessThanOrEqual(3 * queue.length);
  });

  it("looks at nothing more when one of many ends that decides nothing", () => {
    const { send, perform, reset } = createCountedRun(listTasks(length), length);
    const [first, second, third] = send({ type: "admit" });
    assert.ok(first && second && third);
    perform(first);
    perform(second);
    reset();
    perform(third);
    expect(counted).toEqual({ judged: 0, marked: 0 });
  });

  it("looks at each instance a few times when many go back to the start above many that wait", () => {
    const tasks = [
      createTask("m", { expand: over(length) }),
      createTask("w"),
      createTask("n", { expand: over(length), upstream: ["m", "w"] }),
    ];
    const { run, send, perform, reset } = createCountedRun(tasks, length);
    const clear = (...ids: string[]): readonly TaskInstance[] => {
      const targets = ids.map((taskId) => ({ taskId, mapIndex: null }));
      return send({ type: "clear", targets, onlyFailed: false, onlyRunning: false, resetRun: true, ...whole });
    };
    const w = send({ type: "admit" }).find(({ task }) => task === 1);
    assert.ok(w);
    send({ type: "mark", targets: [{ taskId: "m", mapIndex: null }], state: "success", ...whole });
    perform(w);
    clear("w", "n");
    expect(taskOf(run, 2).byState.get("none")).toBe(length);
    reset();
    clear("m");
    expect(counted.marked).toBeLessThanOrEqual(3 * (2 * length + 1));
  });
});
