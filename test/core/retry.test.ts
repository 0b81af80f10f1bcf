import { describe, expect, it } from "vitest";
import { formatPythonDatetime, isEligibleToRetry, nextPokeDelay, retryDelaySeconds } from "../../src/core/retry.ts";
import recorded from "../fixtures/airflow/retry.json" with { type: "json" };
import { evaluateRetry } from "../oracle/evaluate-retry.ts";

const retry = {
  dagId: "etl",
  taskId: "load",
  logicalDate: Date.UTC(2025, 5, 10),
  tryNumber: 1,
  delaySeconds: 300,
  multiplier: 2,
  maxDelaySeconds: null,
};
const poke = {
  dagId: "etl",
  taskId: "wait",
  startedAt: "2025-06-10 00:00:00+00:00",
  mode: "reschedule",
  exponentialBackoff: true,
  pokeCount: 1,
  runDurationSeconds: 0,
  pokeIntervalSeconds: 60,
  timeoutSeconds: 604_800,
  maxWaitSeconds: null,
} as const;

it("agrees with Airflow's recorded delays", () => {
  const { passed, mismatches } = evaluateRetry(recorded);
  expect(mismatches).toEqual([]);
  expect(passed).toBe(recorded.retry.length + recorded.poke.length);
});

describe("retryDelaySeconds", () => {
  it("lies between once and twice the backoff, and never above a day", () => {
    for (let tryNumber = 1; tryNumber < 2000; tryNumber = tryNumber * 2 + 1) {
      for (const multiplier of [1.1, 2, 5]) {
        const backoff = Math.ceil(300 * multiplier ** (tryNumber - 1));
        const delay = retryDelaySeconds({ ...retry, tryNumber, multiplier });
        expect(delay).toBeGreaterThanOrEqual(Math.min(backoff, 86_400));
        expect(delay).toBeLessThanOrEqual(Math.min(backoff * 2, 86_400));
      }
    }
  });

  it("is plain without backoff, even above the longest delay", () => {
    expect(retryDelaySeconds({ ...retry, multiplier: 0, maxDelaySeconds: 60 })).toBe(300);
    expect(retryDelaySeconds({ ...retry, multiplier: 1, maxDelaySeconds: 60 })).toBe(300);
    expect(retryDelaySeconds({ ...retry, multiplier: 2, maxDelaySeconds: 60 })).toBe(60);
  });

  it("differs between instances, not between calls", () => {
    const delays = ["a", "b", "c", "d"].map((taskId) => retryDelaySeconds({ ...retry, taskId }));
    expect(new Set(delays).size).toBeGreaterThan(1);
    expect(delays).toEqual(["a", "b", "c", "d"].map((taskId) => retryDelaySeconds({ ...retry, taskId })));
  });
});

describe("isEligibleToRetry", () => {
  it.each([
    [{ restarting: false, retries: 0, tryNumber: 1, maxTries: 0 }, false],
    [{ restarting: false, retries: 2, tryNumber: 2, maxTries: 2 }, true],
    [{ restarting: false, retries: 2, tryNumber: 3, maxTries: 2 }, false],
    [{ restarting: false, retries: 0, tryNumber: 1, maxTries: 5 }, false],
    [{ restarting: true, retries: 0, tryNumber: 9, maxTries: 0 }, true],
  ])("%j: %s", (input, eligible) => {
    expect(isEligibleToRetry(input)).toBe(eligible);
  });
});

describe("nextPokeDelay", () => {
  it("is the interval without backoff", () => {
    expect(nextPokeDelay({ ...poke, exponentialBackoff: false, maxWaitSeconds: 5 })).toBe(60);
  });

  it("never waits past the timeout or the longest wait", () => {
    expect(nextPokeDelay({ ...poke, mode: "poke", pokeCount: 5000, runDurationSeconds: 100.9 })).toBe(604_700);
    expect(nextPokeDelay({ ...poke, mode: "poke", pokeCount: 20, maxWaitSeconds: 120 })).toBe(120);
  });

  it("estimates the count of a rescheduled sensor without an interval", () => {
    expect(nextPokeDelay({ ...poke, pokeIntervalSeconds: 0, runDurationSeconds: 500_000 })).toBe(1);
  });
});

describe("formatPythonDatetime", () => {
  it.each([
    [null, "None"],
    [Date.UTC(2025, 5, 10), "2025-06-10 00:00:00+00:00"],
    [Date.UTC(2025, 5, 10, 1, 2, 3, 45), "2025-06-10 01:02:03.045000+00:00"],
    [Date.UTC(2025, 5, 10) + 0.001, "2025-06-10 00:00:00.000001+00:00"],
    [-1, "1969-12-31 23:59:59.999000+00:00"],
  ])("%s is %s", (instant, text) => {
    expect(formatPythonDatetime(instant)).toBe(text);
  });
});
