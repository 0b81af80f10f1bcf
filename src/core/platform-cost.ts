/*
 * What a run costs the platform, as counted (docs/performance.md, workload D: short runs): a part for the run itself and a
 * part for each attempt, in operations, and Cloudflare's list prices for those, in USD a million.
 */
const RUN = { objectRequests: 5, objectRows: 14, queueMessages: 1, d1Rows: 6 };
const TASK = { objectRequests: 1.2, objectRows: 2.2, queueMessages: 0.05, d1Rows: 1.5 };
const PRICES = { objectRequests: 0.15, objectRows: 1, queueMessages: 1.2, d1Rows: 1 };

export type PlatformCost = Readonly<Record<keyof typeof RUN, number>> & {
  /** At list price, of the paid plan's use beyond what it includes; author code's own time is not in it. */
  readonly usd: number;
};

/**
 * What so many runs of so many attempts each cost, about, in whole operations and USD. Long chains and wide maps share
 * their rows and calls, and cost less.
 */
export function estimateCost(runs: number, attempts: number): PlatformCost {
  return estimate(runs, runs * attempts);
}

/** What so many attempts add to what their run costs, about, in whole operations and USD. */
export function estimateAttempts(attempts: number): PlatformCost {
  return estimate(0, attempts);
}

function estimate(runs: number, attempts: number): PlatformCost {
  const count = (name: keyof typeof RUN) => Math.round(runs * RUN[name] + attempts * TASK[name]);
  const counts = {
    objectRequests: count("objectRequests"),
    objectRows: count("objectRows"),
    queueMessages: count("queueMessages"),
    d1Rows: count("d1Rows"),
  };
  const price = (name: keyof typeof RUN) => (counts[name] * PRICES[name]) / 1_000_000;
  const usd = price("objectRequests") + price("objectRows") + price("queueMessages") + price("d1Rows");
  return { ...counts, usd };
}
