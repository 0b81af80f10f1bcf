import { z } from "zod";

/** What of a day may tell about the next one. */
export const FEATURES = ["precipitation", "temp_max", "temp_min", "wind"] as const;
export type Feature = (typeof FEATURES)[number];

export const Example = z.object({
  date: z.iso.date(),
  features: z.record(z.enum(FEATURES), z.number()),
  isWetTomorrow: z.boolean(),
});
export type Example = z.output<typeof Example>;

/** Rain tomorrow where a number of today is above a threshold; or where it is not. */
export interface Stump {
  readonly feature: Feature;
  readonly threshold: number;
  readonly isWetAbove: boolean;
}

/** Reads the columns date, precipitation, temp_max, temp_min, wind. The last day has no tomorrow and is no example. */
export function parseExamples(csv: string): Example[] {
  const days = csv.trim().split("\n").map(parseDay);
  return days.slice(0, -1).map((today, index) => ({
    ...today,
    isWetTomorrow: (days[index + 1]?.features.precipitation ?? 0) > 0,
  }));
}

function parseDay(line: string): Omit<Example, "isWetTomorrow"> {
  const [date, precipitation, temp_max, temp_min, wind] = line.split(",");
  const numbers = { precipitation, temp_max, temp_min, wind };
  return Example.omit({ isWetTomorrow: true })
    .extend({ features: z.record(z.enum(FEATURES), z.coerce.number()) })
    .parse({ date, features: numbers });
}

/** The threshold, among the values there are, that is right most often. */
export function fitStump(examples: readonly Example[], feature: Feature): Stump {
  const thresholds = new Set(examples.map(({ features }) => features[feature]));
  const stumps = [...thresholds].flatMap((threshold) => [
    { feature, threshold, isWetAbove: true },
    { feature, threshold, isWetAbove: false },
  ]);
  const [best] = stumps
    .map((stump) => ({ stump, accuracy: measureAccuracy(examples, stump) }))
    .toSorted((a, b) => b.accuracy - a.accuracy);
  if (best === undefined) throw new Error("There is nothing to fit: no examples");
  return best.stump;
}

export function predict({ feature, threshold, isWetAbove }: Stump, { features }: Example): boolean {
  return features[feature] > threshold === isWetAbove;
}

/** The share of examples it is right on, from 0 to 1. */
export function measureAccuracy(examples: readonly Example[], stump: Stump): number {
  return examples.filter((one) => predict(stump, one) === one.isWetTomorrow).length / examples.length;
}

/** How often somebody is right who says every day what was more frequent in training. */
export function measureBaseline(training: readonly Example[], heldOut: readonly Example[]): number {
  const isMostlyWet = training.filter(({ isWetTomorrow }) => isWetTomorrow).length > training.length / 2;
  return heldOut.filter(({ isWetTomorrow }) => isWetTomorrow === isMostlyWet).length / heldOut.length;
}
