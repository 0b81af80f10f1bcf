import { createRates, FAULTS } from "../support/world/faults.ts";
import type { FaultRates } from "../support/world/faults.ts";
import type { Habits } from "../support/world/author.ts";
import { Random } from "../support/world/random.ts";
import { drawUndone, FURTHER_DEEDS } from "./deeds.ts";
import { drawLimitRates, NO_LIMITS } from "./graph-limits.ts";
import type { LimitRates } from "./graph-limits.ts";

/** All that distinguishes one simulated world from another; a failing one is made smaller by making this smaller. */
export interface Plan {
  readonly seed: number;
  readonly dags: number;
  /** Tasks of one DAG at most. */
  readonly tasks: number;
  /** Minutes until faults, users and deployments stop. */
  readonly minutes: number;
  /** What people do, per minute. */
  readonly actions: number;
  /** Share of ended runs that somebody clears within seconds. */
  readonly doubts: number;
  readonly limits: LimitRates;
  /** Deeds that nobody does, by name. */
  readonly undone: readonly string[];
  readonly habits: Habits;
  readonly faults: FaultRates;
}

/** Each seed draws its own rates, and many of the faults do not occur in it at all: rare combinations come up that way. */
export function drawPlan(seed: number): Plan {
  const random = new Random(`plan ${seed}`);
  const calm = random.chance(0.15);
  // What goes wrong at all, does so often enough to matter.
  const rate = (most: number): number => (random.chance(0.4) ? 0 : (0.2 + 0.8 * random.next()) * most);
  return {
    seed,
    dags: random.between(1, 3),
    tasks: random.between(1, 12),
    minutes: random.between(5, 30),
    actions: random.chance(0.25) ? 0 : random.next() * (random.chance(0.2) ? 8 : 2),
    doubts: rate(0.3),
    limits: drawLimitRates(random.fork("limits")),
    undone: drawUndone(random.fork("deeds")),
    habits: {
      fail: rate(0.3),
      failForGood: rate(0.1),
      retryAfter: rate(0.1),
      skip: rate(0.15),
      defer: rate(0.15),
      slow: rate(0.3),
      large: rate(0.1),
    },
    faults: createRates((fault) => (calm ? 0 : rate(FAULTS[fault]))),
  };
}

/** The same world with nothing in it but runs: no limits, and no deeds that came with them. */
export function simplifyPlan(plan: Plan): Plan {
  return { ...plan, limits: NO_LIMITS, undone: FURTHER_DEEDS };
}
