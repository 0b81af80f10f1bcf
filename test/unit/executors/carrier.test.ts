import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEARTBEAT, LEASE } from "../../../src/core/limits.ts";
import type { FinishReply, FinishRequest, HeartbeatRequest, Lease, Leases } from "../../../src/core/protocol.ts";
import { Carrier } from "../../../src/executors/carrier.ts";
import type { RunLink } from "../../../src/executors/contract.ts";
import { Values } from "../../../src/executors/values.ts";
import { createEnv } from "../../../src/sdk/env.ts";
import { dag } from "../../../src/sdk/index.ts";
import type { TaskBody, TaskContext } from "../../../src/sdk/index.ts";
import { testIdentity } from "../../support/graphs.ts";
import { Invocation } from "../../support/world/invocation.ts";
import { Loop } from "../../support/world/loop.ts";
import { outsidePromises } from "../../support/world/microtasks.ts";

function createLease(taskId: string, token = "t"): Lease {
  return {
    taskId,
    token,
    mapIndex: -1,
    tryNumber: 1,
    maxTries: 0,
    kind: "task",
    startedAt: 0,
    firstStartedAt: 0,
    executionTimeout: null,
    inputs: {},
    resume: null,
    outlets: [],
  };
}

const leases = (...taskIds: string[]): Leases => ({
  v: 1,
  run: testIdentity,
  leases: taskIds.map((taskId) => createLease(taskId)),
  values: [],
  gone: [],
});
const reply = (...taskIds: string[]): FinishReply => ({ ...leases(...taskIds), stale: [] });

/** A carrier before a run that the test plays, with author code by task id. */
class TestCarrier {
  readonly loop = new Loop(0);
  readonly invocation = new Invocation(this.loop);
  readonly finishes: FinishRequest[] = [];
  readonly beats: HeartbeatRequest[] = [];
  isOver = false;
  readonly link: RunLink = {
    start: () => Promise.resolve(leases()),
    finish: async (request) => (this.finishes.push(request), reply()),
    heartbeat: async (request) => (this.beats.push(request), { v: 1, stop: [] }),
    readOutputs: () => Promise.resolve([]),
  };
  readonly #bodies: Readonly<Record<string, (ctx: TaskContext) => unknown>>;

  constructor(bodies: Readonly<Record<string, (ctx: TaskContext) => unknown>>, link: Partial<RunLink> = {}) {
    this.#bodies = bodies;
    Object.assign(this.link, link);
  }

  /** Carries `taskIds` and lets `milliseconds` pass. */
  async carry(taskIds: readonly string[], milliseconds: number, budget = 100): Promise<void> {
    const bodies = new Map(
      Object.entries(this.#bodies).map(([id, run]): [string, TaskBody] => [
        id,
        { kind: "task", every: null, arms: null, run: async (_, ctx) => await run(ctx) },
      ]),
    );
    const carrier = new Carrier(
      {
        link: this.link,
        registry: { resolve: () => Promise.resolve({ ...dag("test"), bodies }) },
        values: new Values({ put: () => Promise.resolve(), get: () => Promise.resolve(null) }, this.link),
        budget: { attempts: budget, wall: 60_000, parallel: 100, growth: 1, log: { lines: 100, characters: 1_000 } },
        accepts: ["auto"],
        env: createEnv(),
        now: () => this.loop.now,
        wait: (delay) => this.invocation.wait(delay),
        timeout: (delay, work) => this.invocation.timeout(delay, work),
        repeat: (interval, work) => this.invocation.repeat(interval, work),
      },
      "c",
    );
    const attempts = taskIds.map((taskId) => ({ taskId, mapIndex: -1, token: "t" }));
    await outsidePromises(() => {
      this.loop.perform(() => void carrier.carry(attempts).then(() => (this.isOver = true)));
      while (this.loop.step(milliseconds));
    });
  }

  wait(milliseconds: number): Promise<void> {
    return this.invocation.wait(milliseconds);
  }
}

const committed = ({ finishes }: TestCarrier) => finishes.map((call) => call.finishes.map(({ taskId }) => taskId));

beforeEach(() => {
  // A call that fails is no news here.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a carrier", () => {
  it("commits what ends in one turn in one call, and asks for as many again", async () => {
    const test = new TestCarrier({ a: () => 1, b: () => 2 }, { start: () => Promise.resolve(leases("a", "b")) });
    await test.carry(["a", "b"], 100);
    expect(committed(test)).toEqual([["a", "b"]]);
    expect(test.finishes[0]).toMatchObject({ take: 2, accepts: ["auto"], holding: null });
    expect(test.isOver).toBe(true);
  });

  it("commits what ends later by itself, at once", async () => {
    const test = new TestCarrier(
      { a: () => 1, b: () => test.wait(500) },
      {
        start: () => Promise.resolve(leases("a", "b")),
      },
    );
    await test.carry(["a", "b"], 400);
    expect(committed(test)).toEqual([["a"]]);
    expect(test.isOver).toBe(false);
  });

  it("goes on with what it is handed over, while its budget lasts", async () => {
    const next = ["b", "c"];
    const test: TestCarrier = new TestCarrier(
      { a: () => 1, b: () => 2, c: () => 3 },
      {
        start: () => Promise.resolve(leases("a")),
        finish: async (request) => {
          test.finishes.push(request);
          return reply(...next.splice(0, request.take));
        },
      },
    );
    await test.carry(["a"], 100, 2);
    expect(committed(test)).toEqual([["a"], ["b"]]);
    expect(test.finishes.map(({ take }) => take)).toEqual([1, 0]);
    expect(test.isOver).toBe(true);
  });

  it("calls again when there is no answer, says what it knows it holds, and runs nothing twice", async () => {
    let calls = 0;
    const runs: string[] = [];
    const test: TestCarrier = new TestCarrier(
      { a: () => runs.push("a"), b: () => (runs.push("b"), test.wait(10_000)), c: () => runs.push("c") },
      {
        start: () => Promise.resolve(leases("a", "b")),
        finish: async (request) => {
          test.finishes.push(request);
          calls += 1;
          if (calls === 1) throw new Error("lost");
          return calls === 2 ? reply("b", "c") : reply();
        },
      },
    );
    await test.carry(["a", "b"], 5_000);
    expect(committed(test)).toEqual([["a"], ["a"], ["c"]]);
    expect(test.finishes.map(({ holding }) => holding)).toEqual([null, [{ taskId: "b", mapIndex: -1 }], null]);
    expect(runs).toEqual(["a", "b", "c"]);
  });

  it("gives a commit up when its lease would be over, and ends", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: () => 1 },
      {
        start: () => Promise.resolve(leases("a")),
        finish: async (request) => {
          test.finishes.push(request);
          throw new Error("gone");
        },
      },
    );
    await test.carry(["a"], 2 * LEASE);
    expect(test.finishes.length).toBeGreaterThan(5);
    expect(test.isOver).toBe(true);
  });

  it("never calls again what the platform says is overloaded", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: () => 1 },
      {
        start: () => Promise.resolve(leases("a")),
        finish: async (request) => {
          test.finishes.push(request);
          throw Object.assign(new Error("too much"), { overloaded: true });
        },
      },
    );
    await test.carry(["a"], LEASE);
    expect(test.finishes).toHaveLength(1);
  });

  it("beats while it carries, often enough for its lease", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: () => test.wait(5 * HEARTBEAT) },
      {
        start: () => Promise.resolve(leases("a")),
      },
    );
    await test.carry(["a"], 4 * HEARTBEAT + 2_000);
    expect(test.beats.length).toBeGreaterThanOrEqual(4);
    expect(test.beats[0]).toMatchObject({ carrier: "c", attempts: [{ taskId: "a", token: "t", logs: null }] });
  });

  it("sends lines on within a second, numbered, and those of a lost beat again", async () => {
    let beats = 0;
    const test: TestCarrier = new TestCarrier(
      {
        a: async (ctx) => {
          ctx.log("one");
          await test.wait(1_500);
          ctx.log("two");
          await test.wait(2_000);
          ctx.log("three");
        },
      },
      {
        start: () => Promise.resolve(leases("a")),
        heartbeat: async (request) => {
          beats += 1;
          test.beats.push(request);
          if (beats === 1) throw new Error("lost");
          return { v: 1, stop: [] };
        },
      },
    );
    await test.carry(["a"], 5_000);
    const chunks = test.beats.map(({ attempts }) => attempts[0]?.logs);
    const told = chunks.map((chunk) => [chunk?.from, chunk?.lines.map(({ message }) => message)]);
    expect(told).toEqual([
      [0, ["one"]],
      [0, ["one", "two"]],
    ]);
    expect(test.finishes[0]?.finishes[0]?.logs).toMatchObject({ from: 2, lines: [{ message: "three" }] });
  });

  it("sends lines with the end of an attempt that ends while the heartbeat that carries them is lost", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: async (ctx) => (ctx.log("one"), await test.wait(1_500), ctx.log("two")) },
      {
        start: () => Promise.resolve(leases("a")),
        heartbeat: () => test.wait(1_000).then(() => Promise.reject(new Error("lost"))),
      },
    );
    await test.carry(["a"], 5_000);
    const logs = test.finishes[0]?.finishes[0]?.logs;
    expect([logs?.from, logs?.lines.map(({ message }) => message)]).toEqual([0, ["one", "two"]]);
  });

  it("numbers the lines of a resumed attempt after those it has logged before", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: (ctx) => ctx.log("later") },
      { start: async () => ({ ...leases(), leases: [{ ...createLease("a"), logFrom: 4 }] }) },
    );
    await test.carry(["a"], 100);
    expect(test.finishes[0]?.finishes[0]?.logs).toMatchObject({ from: 4, lines: [{ message: "later" }] });
  });

  it("stops what the run no longer wants, and reports nothing of it", async () => {
    let isAborted = false;
    const test: TestCarrier = new TestCarrier(
      {
        a: async (ctx) => {
          ctx.signal.addEventListener("abort", () => (isAborted = true));
          await test.wait(60_000);
        },
      },
      {
        start: () => Promise.resolve(leases("a")),
        heartbeat: () => Promise.resolve({ v: 1, stop: [{ taskId: "a", mapIndex: -1 }] }),
      },
    );
    await test.carry(["a"], 2 * HEARTBEAT);
    expect([isAborted, test.isOver, committed(test)]).toEqual([true, true, []]);
  });

  it("ends an attempt at its execution timeout, though its code does not", async () => {
    const test: TestCarrier = new TestCarrier(
      { a: () => new Promise(() => undefined) },
      {
        start: async () => ({ ...leases(), leases: [{ ...createLease("a"), executionTimeout: 3_000 }] }),
      },
    );
    await test.carry(["a"], 4_000);
    const [finish] = test.finishes[0]?.finishes ?? [];
    expect(finish?.outcome).toMatchObject({ type: "fail", retryable: true, reason: { code: "execution_timeout" } });
    expect(test.isOver).toBe(true);
  });

  it("ends at once when everything it came for is gone", async () => {
    const test = new TestCarrier({});
    await test.carry(["a"], 10);
    expect([test.isOver, test.finishes]).toEqual([true, []]);
  });
});
