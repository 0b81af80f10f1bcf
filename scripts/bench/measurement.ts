export const WORKLOADS = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "X"] as const;
export type Workload = (typeof WORKLOADS)[number];

export const PROFILES = ["local", "edge"] as const;
export type Profile = (typeof PROFILES)[number];

export function isProfile(name: string): name is Profile {
  return PROFILES.some((profile) => profile === name);
}

/** One line of the table. */
export interface Measurement {
  readonly workload: Workload;
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "tasks/s" | "MB" | "% of a core" | "operations" | "USD" | "runs";
  /** What it is compared with, measured in the same minute. */
  readonly yardstick?: { readonly name: string; readonly value: number };
  readonly target?: Target;
  /** The same work by Cloudflare Workflows in the same runtime, in the same unit. */
  readonly workflows?: number;
  readonly samples?: readonly number[];
}

/** A bound on the value, or on its ratio to the yardstick. */
export interface Target {
  readonly of: "value" | "ratio";
  readonly bound: "at_most" | "at_least";
  readonly limit: number;
}

export function atMost(limit: number, of: Target["of"] = "value"): Target {
  return { of, bound: "at_most", limit };
}
export function atLeast(limit: number, of: Target["of"] = "value"): Target {
  return { of, bound: "at_least", limit };
}

export function ratioOf({ value, yardstick }: Measurement): number | null {
  return yardstick === undefined ? null : value / yardstick.value;
}

/** Without what it could not be compared with, and without the target of that. */
export function dropUnmeasured({ yardstick, target, workflows, ...measurement }: Measurement): Measurement {
  const isCompared = yardstick !== undefined && Number.isFinite(yardstick.value);
  return {
    ...measurement,
    ...(isCompared ? { yardstick } : {}),
    ...(target !== undefined && (isCompared || target.of === "value") ? { target } : {}),
    ...(workflows !== undefined && Number.isFinite(workflows) ? { workflows } : {}),
  };
}

/** Null when there is nothing to reach. What could not be measured is a miss. */
export function judge(measurement: Measurement): "pass" | "miss" | null {
  const { target, value } = measurement;
  if (target === undefined) return null;
  const reached = target.of === "value" ? value : (ratioOf(measurement) ?? Number.NaN);
  const isReached = target.bound === "at_most" ? reached <= target.limit : reached >= target.limit;
  return isReached ? "pass" : "miss";
}
