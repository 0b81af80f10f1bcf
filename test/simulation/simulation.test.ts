import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { outsidePromises } from "../support/world/microtasks.ts";
import type { Mutation } from "../support/world/mutation.ts";
import { MUTANTS } from "./mutants.ts";
import { drawPlan, simplifyPlan } from "./plan.ts";
import { simulate } from "./simulation.ts";

/**
 * Seeds that once failed; they are few, since a seed tells another story once anything draws differently. Without the mend
 * fail: 27 and 70 (an alarm that was lost was believed to stand), 88 (lines of a lost heartbeat), 147 and 314 (a slot
 * leaked to a late call), 37 (a late call made a deleted run again), 3 and 4 among the fresh (lines after a deferral).
 */
const KEPT = [27, 37, 70, 88, 147, 314];
/**
 * In worlds of limits: 62 (a run that took up a version without its pool kept the slots), 544 (a run that a backfill ran
 * again went beyond its limit), 1200 (a task that came back with another version had no retries).
 */
const KEPT_WITH_LIMITS = [62, 544, 1200];
const FRESH = Array.from({ length: 25 }, (_, seed) => seed + 1);
/** Mechanisms whose loss shows within so few seeds that each run of the tests can see to it that the tests see. */
const QUICK = [
  "lease-expiry",
  "repeated-dispatch",
  "projection-outbox",
  "pool-lease",
  "max-active-runs",
  "alarm",
  "slot-cursor",
  "word-of-the-end",
  "gate-holdings",
  "rate-window",
  "past-answers",
];
const QUICK_SEEDS = 40;

function live(seed: number, mutation?: Mutation) {
  return outsidePromises(() => simulate(drawPlan(seed), mutation));
}

beforeAll(() => {
  // A call that fails is no news here.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

describe("a world of faults", () => {
  it.each([...KEPT_WITH_LIMITS, ...FRESH])("breaks no promise with seed %i", async (seed) => {
    const { violations, events } = await live(seed);
    expect(violations).toEqual([]);
    expect(events).toBeGreaterThan(0);
  });

  it.each(KEPT)("without limits breaks no promise with seed %i", async (seed) => {
    const { violations } = await outsidePromises(() => simulate(simplifyPlan(drawPlan(seed))));
    expect(violations).toEqual([]);
  });

  it("is the same world from the same seed", async () => {
    const [first, second] = [await live(7), await live(7)];
    expect([second.events, second.starts, [...second.hits]]).toEqual([first.events, first.starts, [...first.hits]]);
  });
});

describe("the simulation notices the loss of", () => {
  it.each(QUICK)("%s", async (name) => {
    const mutant = MUTANTS.find((one) => one.name === name);
    expect(mutant).toBeDefined();
    let caught: string | undefined;
    for (let seed = 1; seed <= QUICK_SEEDS && caught === undefined; seed += 1)
      caught = (await live(seed, mutant?.mutation)).violations[0]?.invariant;
    expect(caught).toBeDefined();
  });
});
