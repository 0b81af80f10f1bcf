import { z } from "zod";
import type { Delta, Timetable } from "../../src/core/timetable.ts";

/** The shape of the recorded timetable decisions of Airflow. */

const delta = z.record(z.string(), z.number());
const pair = z.tuple([z.string(), z.string()]);
const run = z
  .object({
    logical_date: z.string(),
    data_interval_start: z.string(),
    data_interval_end: z.string(),
    run_after: z.string(),
  })
  .transform((fields) => ({
    start: fields.data_interval_start,
    end: fields.data_interval_end,
    logicalDate: fields.logical_date,
    runAfter: fields.run_after,
  }));
const recordedCase = z.object({
  id: z.string(),
  timetable: z.string(),
  cron: z.string().optional(),
  crons: z.array(z.string()).optional(),
  timezone: z.string().optional(),
  delta: delta.optional(),
  interval: delta.optional(),
  run_immediately: z.union([z.boolean(), delta, z.null()]).optional(),
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
  catchup: z.boolean(),
  now: z.string().nullish(),
  last: pair.nullish(),
  n: z.number(),
  expected: z.array(run.nullable()).optional(),
  error: z.string().optional(),
  manual_run_after: z.string().optional(),
  expected_manual_data_interval: pair.nullish(),
});
export const timetableFile = z.object({
  cases: z.array(recordedCase),
  validity: z
    .array(z.object({ cron: z.string(), valid: z.boolean(), first: z.string().nullish(), error: z.string().nullish() }))
    .default([]),
  catchup_10y: z
    .array(
      z.object({
        cron: z.string(),
        timezone: z.string(),
        start_date: z.string(),
        end_date: z.string(),
        count: z.number(),
        last_interval: pair,
      }),
    )
    .default([]),
});

export type RecordedCase = z.infer<typeof recordedCase>;
export type RunSummary = z.infer<typeof run>;
export type TimetableFile = z.infer<typeof timetableFile>;

/** The timetable of a case, or null when its name is unknown. */
export function readTimetable(recorded: RecordedCase): Timetable | null {
  const timezone = recorded.timezone ?? "UTC";
  const fixed: Delta = recorded.delta ?? {};
  const interval: { interval?: Delta } = recorded.interval === undefined ? {} : { interval: recorded.interval };
  switch (recorded.timetable) {
    case "Null":
    case "None":
      return { kind: "none" };
    case "Once":
      return { kind: "once" };
    case "Continuous":
      return { kind: "continuous" };
    case "CronDataInterval":
      return { kind: "cron_interval", cron: recorded.cron ?? "", timezone };
    case "CronTrigger":
    case "MultipleCronTrigger":
      return {
        kind: "cron_trigger",
        crons: recorded.crons ?? [recorded.cron ?? ""],
        timezone,
        ...interval,
        runImmediately: recorded.run_immediately ?? false,
      };
    case "DeltaDataInterval":
      return { kind: "delta_interval", delta: fixed };
    case "DeltaTrigger":
      return { kind: "delta_trigger", delta: fixed, ...interval };
    default:
      return null;
  }
}

/** "2025-01-01T00:00:00.000001Z" to epoch milliseconds; microseconds become thousandths. */
export function readInstant(text: string): number {
  const [, seconds = text, fraction = ""] = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d+))?/.exec(text) ?? [];
  return Date.parse(`${seconds}Z`) + Number(fraction.padEnd(6, "0").slice(0, 6)) / 1000;
}

/** Epoch milliseconds as recorded: whole seconds, or six digits of fraction. */
export function writeInstant(instant: number): string {
  const micros = Math.round(instant * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const fraction = micros - seconds * 1_000_000;
  const text = new Date(seconds * 1000).toISOString().slice(0, 19);
  return fraction === 0 ? `${text}Z` : `${text}.${String(fraction).padStart(6, "0")}Z`;
}
