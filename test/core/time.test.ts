import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TIMEOUT_GRACE } from "../../src/core/limits.ts";
import { createTask } from "../support/graphs.ts";
import { FAILURE, FATAL, namesOf, SUCCESS, TestRun } from "../support/runs.ts";

const retry = { limit: 2, delay: 60_000, multiplier: 0, maxDelay: null };
const error = { code: "error", params: {} };

/** Airflow's backoff, from its words: 1 to 2 times delay × multiplier^(try − 1), spread by a hash, in seconds. */
function backOff(taskId: string, tryNumber: number, delay: number, multiplier: number): number {
  const least = Math.max(1, Math.ceil(delay * multiplier ** (tryNumber - 1)));
  const seed = `test#${taskId}#1970-01-01 00:00:00+00:00#${tryNumber}`;
  const hash = BigInt(`0x${createHash("sha1").update(seed).digest("hex")}`);
  return Math.min(86_400, least + Number(hash % BigInt(least)));
}

describe("a failed try", () => {
  it("is followed by as many as the limit says, each after the delay", () => {
    const test = TestRun.admit([createTask("a", { retry })]);
    for (const tryNumber of [1, 2]) {
      test.perform("a", FAILURE);
      expect(test.status("a", "up_for_retry")).toMatchObject({ due: test.now + 60_000, reason: error });
      expect(test.nextDue).toBe(test.now + 60_000);
      expect(test.pass(59_999).batch).toBeNull();
      expect(namesOf(test, test.pass(1).dispatch)).toEqual(["a"]);
      expect(test.instance("a").tryNumber).toBe(tryNumber + 1);
    }
    test.perform("a", FAILURE);
    expect(test.states).toEqual({ a: "failed" });
    expect(test.instance("a")).toMatchObject({ tryNumber: 3, maxTries: 2 });
  });

  it("backs off as Airflow does", () => {
    const test = TestRun.admit([createTask("a", { retry: { ...retry, limit: 3, multiplier: 2 } })]);
    for (const tryNumber of [1, 2, 3]) {
      test.perform("a", FAILURE);
      const { due } = test.status("a", "up_for_retry");
      expect(due - test.now).toBe(backOff("a", tryNumber, 60, 2) * 1000);
      test.pass(due - test.now);
    }
  });

  it("backs off to the longest delay at most", () => {
    const test = TestRun.admit([createTask("a", { retry: { ...retry, multiplier: 10, maxDelay: 61_000 } })]);
    test.perform("a", FAILURE);
    test.pass(test.status("a", "up_for_retry").due - test.now);
    test.perform("a", FAILURE);
    expect(test.status("a", "up_for_retry").due - test.now).toBe(61_000);
  });

  it("is the last when the error is not retryable", () => {
    const test = TestRun.admit([createTask("a", { retry })]);
    test.perform("a", FATAL);
    expect(test.status("a", "failed").reason).toEqual(error);
  });

  it("may say itself when the next one starts, but not how many there are", () => {
    const test = TestRun.admit([createTask("a", { retry: { ...retry, limit: 1 } })]);
    const again = { type: "retry_after", reason: error, delay: 5 } as const;
    test.perform("a", again);
    expect(test.status("a", "up_for_retry").due).toBe(test.now + 5);
    test.pass(5);
    test.perform("a", again);
    expect(test.states).toEqual({ a: "failed" });
  });
});

describe("a sensor", () => {
  const sensor = { every: 60_000, timeout: 150_000, softFail: false, exponential: false, maxWait: null };
  const LATER = { type: "reschedule", delay: 60_000 } as const;

  it("looks again, in the same try, until it finds something", () => {
    const test = TestRun.admit([createTask("a", { kind: "sensor", sensor })]);
    const firstStartedAt = test.now;
    for (const pokes of [1, 2]) {
      test.perform("a", LATER);
      expect(test.status("a", "up_for_reschedule")).toMatchObject({
        due: test.now + 60_000,
        carry: { pokes, firstStartedAt },
      });
      test.pass(60_000);
    }
    expect(test.instance("a").tryNumber).toBe(1);
    test.perform("a");
    expect(test.run.state).toBe("success");
  });

  it("fails for good when its timeout, counted from its first start, is over", () => {
    const test = TestRun.admit([createTask("a", { kind: "sensor", sensor, retry })]);
    for (const _ of [1, 2]) {
      test.perform("a", LATER);
      test.pass(60_000);
    }
    test.pass(30_000);
    test.perform("a", LATER);
    test.pass(60_000);
    test.perform("a", LATER);
    expect(test.status("a", "failed").reason).toEqual({ code: "sensor_timeout", params: { timeout: 150_000 } });
  });

  it("skips instead when it fails softly", () => {
    const soft = createTask("a", { kind: "sensor", sensor: { ...sensor, timeout: 10, softFail: true } });
    const test = TestRun.admit([soft]);
    test.start("a");
    test.now += 11;
    test.finish("a", LATER);
    expect(test.status("a", "skipped").reason.code).toBe("sensor_timeout");
    expect(test.run.state).toBe("success");
  });

  it("begins its timeout anew with a new try", () => {
    const test = TestRun.admit([createTask("a", { kind: "sensor", sensor, retry })]);
    test.perform("a", LATER);
    test.pass(140_000);
    test.perform("a", FAILURE);
    test.pass(60_000);
    test.perform("a", LATER);
    expect(test.status("a", "up_for_reschedule").carry).toMatchObject({ firstStartedAt: test.now, pokes: 1 });
  });

  it("spreads its looks ever wider when told so, to its longest wait", () => {
    const wide = { ...sensor, timeout: 7_200_000, exponential: true, maxWait: 400_000 };
    const test = TestRun.admit([createTask("a", { kind: "sensor", sensor: wide })]);
    const waits: number[] = [];
    for (let look = 0; look < 6; look += 1) {
      test.perform("a", LATER);
      const { due } = test.status("a", "up_for_reschedule");
      waits.push(due - test.now);
      test.pass(due - test.now);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(30_000);
    expect(waits[0]).toBeLessThan(60_000);
    expect(waits.at(-1)).toBe(400_000);
  });

  it("is no other task: that one is rescheduled as it asks", () => {
    const test = TestRun.admit([createTask("a")]);
    test.perform("a", { type: "reschedule", delay: 7_000 });
    expect(test.status("a", "up_for_reschedule").due).toBe(test.now + 7_000);
  });
});

describe("a deferred instance", () => {
  const resume = { cursor: 4 };

  it("goes on, in the same try, at its time", () => {
    const test = TestRun.admit([createTask("a")]);
    const firstStartedAt = test.now;
    test.perform("a", { type: "defer", until: test.now + 500, event: null, resume });
    expect(test.run).toMatchObject({ inFlight: 0, active: 1, state: "running" });
    expect(test.pass(499).batch).toBeNull();
    test.pass(1);
    expect(test.status("a", "queued").carry).toEqual({ firstStartedAt, pokes: 0, resume });
    test.start("a");
    expect(test.status("a", "running").carry.resume).toEqual(resume);
    expect(test.instance("a").tryNumber).toBe(1);
  });

  it("goes on when its event comes, and on no other", () => {
    const test = TestRun.admit([createTask("a"), createTask("b")]);
    test.perform("a", { type: "defer", until: null, event: "file", resume });
    test.perform("b", { type: "defer", until: null, event: "row", resume });
    expect(test.nextDue).toBeNull();
    expect(test.send({ type: "signal", event: "nothing" }).batch).toBeNull();
    expect(namesOf(test, test.send({ type: "signal", event: "row" }).dispatch)).toEqual(["b"]);
    expect(test.states).toEqual({ a: "deferred", b: "queued" });
    expect(test.send({ type: "signal", event: "row" }).batch).toBeNull();
  });

  it("forgets what it left when its try fails", () => {
    const test = TestRun.admit([createTask("a", { retry })]);
    test.perform("a", { type: "defer", until: test.now, event: null, resume });
    test.pass(0);
    test.perform("a", FAILURE);
    test.pass(60_000);
    expect(test.status("a", "queued").carry).toBeNull();
  });
});

describe("a carrier that is lost", () => {
  it("loses its attempts, which are tried again", () => {
    const test = TestRun.admit([createTask("a", { retry }), createTask("b"), createTask("c")]);
    test.start(["a", "b"]);
    test.start("c", "c2");
    const zombie = test.attempt("a");
    test.send({ type: "lost", carriers: ["c1"] });
    expect(test.states).toEqual({ a: "up_for_retry", b: "failed", c: "running" });
    expect(test.status("b", "failed").reason).toEqual({ code: "lost_heartbeat", params: { carrier: "c1" } });
    expect(test.finishAs(zombie)).toMatchObject({ batch: null });
    expect(test.send({ type: "lost", carriers: ["c1", "nobody"] }).batch).toBeNull();
  });
});

describe("execution timeout", () => {
  it("is the engine's backstop a grace after the carrier should have stopped", () => {
    const test = TestRun.admit([createTask("a", { executionTimeout: 1_000, retry })]);
    test.start("a");
    expect(test.nextDue).toBe(test.now + 1_000 + TIMEOUT_GRACE);
    expect(test.pass(1_000 + TIMEOUT_GRACE - 1).batch).toBeNull();
    test.pass(1);
    expect(test.status("a", "up_for_retry").reason.code).toBe("execution_timeout");
  });

  it("leaves alone what ended in time", () => {
    const test = TestRun.admit([createTask("a", { executionTimeout: 1_000 }), createTask("b")]);
    test.perform("a");
    expect(test.pass(100_000 - 60_000).batch).toBeNull();
    expect(test.states["a"]).toBe("success");
  });
});

describe("dagrun timeout", () => {
  it("fails the run and skips what is not over, teardowns included", () => {
    const tasks = [
      createTask("s", { isSetup: true }),
      createTask("w", { upstream: ["s"] }),
      createTask("t", {
        upstream: ["w", "s"],
        triggerRule: "all_done_setup_success",
        teardown: { setups: ["s"], onFailureFailDagrun: false },
      }),
    ];
    const test = new TestRun(tasks, { dagrunTimeout: 1_000 });
    test.pass(5_000);
    test.send({ type: "admit" });
    test.perform("s");
    test.start("w");
    expect(test.nextDue).toBe(test.now + 1_000);
    expect(test.pass(999).batch).toBeNull();
    test.pass(1);
    expect(test.states).toEqual({ s: "success", w: "skipped", t: "skipped" });
    expect(test.run).toMatchObject({ state: "failed", verdict: { reason: { code: "dagrun_timeout" } } });
    expect(test.nextDue).toBeNull();
  });
});

describe("fail fast", () => {
  const teardown = { setups: ["s"], onFailureFailDagrun: false };
  const tasks = [
    createTask("s", { isSetup: true }),
    createTask("a", { upstream: ["s"] }),
    createTask("b", { upstream: ["s"] }),
    createTask("c", { upstream: ["b"] }),
    createTask("t", { upstream: ["s", "a", "c"], triggerRule: "all_done_setup_success", teardown }),
  ];

  it("ends what runs as failed, skips what waits, and tears down", () => {
    const test = TestRun.admit(tasks, { failFast: true });
    test.perform("s");
    test.start("b");
    test.start("a");
    const stopped = test.attempt("b");
    test.finish("a", FAILURE);
    expect(test.states).toEqual({ s: "success", a: "failed", b: "failed", c: "skipped", t: "queued" });
    expect(test.status("c", "skipped").reason).toEqual({ code: "fail_fast", params: { task: "a" } });
    expect(test.finishAs(stopped, SUCCESS).batch).toBeNull();
    test.perform("t");
    expect(test.run.state).toBe("failed");
  });

  it("waits for the last try", () => {
    const test = TestRun.admit([createTask("a", { retry }), createTask("b")], { failFast: true });
    test.perform("a", FAILURE);
    expect(test.states).toEqual({ a: "up_for_retry", b: "queued" });
  });

  it("lets a run that was cleared meanwhile end as its tasks do", () => {
    const test = TestRun.admit(tasks, { failFast: true });
    test.perform("s");
    test.perform("a", FATAL);
    expect(test.states["t"]).toBe("queued");
    test.clear(["a", "b", "c"]);
    for (const name of ["s", "a", "b", "c", "t"]) test.perform(name);
    expect(test.run.state).toBe("success");
  });
});
