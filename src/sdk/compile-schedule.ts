import type { Graph } from "../core/graph.ts";
import { assetConditionOf, timeOf, validateTimetable } from "../core/timetable.ts";
import type { Timetable } from "../core/timetable.ts";
import type { AssetExpression } from "./asset.ts";
import { checkCondition } from "./compile-asset.ts";
import { add, addReason, show } from "./compile-report.ts";
import { readChoice, readCount, readDuration } from "./read-option.ts";
import type { Options } from "./read-option.ts";
import { computeEvents } from "./schedule-custom.ts";
import { onAssets } from "./schedule-assets.ts";
import { toTimetable } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";

export function compileTimetable(options: Options): Timetable {
  const { report } = options;
  const timetable = readTimetable(options);
  if (timetable === null) return { kind: "none" };
  const condition = assetConditionOf(timetable);
  if (condition !== null) checkCondition(options, condition);
  const problem = findBadBase(timetable);
  if (problem !== null) {
    add(report, problem);
    return { kind: "none" };
  }
  const reason = validateTimetable(timetable);
  if (reason !== null) addReason(report, reason);
  return timetable;
}

const BASES = ["cron_trigger", "cron_interval"];
const TIMES = [...BASES, "once", "continuous", "calendar", "events", "delta_interval", "delta_trigger"];

function findBadBase(timetable: Timetable): "calendar_base_invalid" | "schedule_base_invalid" | null {
  const time = timeOf(timetable);
  if (timetable.kind === "asset_or_time" && !TIMES.includes(time.kind)) return "schedule_base_invalid";
  return time.kind === "calendar" && !BASES.includes(time.base.kind) ? "calendar_base_invalid" : null;
}

function readTimetable({ report, raw }: Options): Timetable | null {
  const { schedule } = raw;
  if (!isSchedule(schedule)) {
    add(report, "schedule_invalid", { value: show(schedule) });
    return null;
  }
  if (isAssetList(schedule)) return onAssets(schedule);
  if (typeof schedule !== "object" || schedule === null || schedule.kind !== "custom") return toTimetable(schedule);
  const computed = computeEvents(schedule);
  if (computed.ok) return computed.value;
  add(report, computed.error.code, computed.error.params);
  return null;
}

/** A timetable is made by our own functions; its content is for `validateTimetable`. */
function isSchedule(value: unknown): value is Schedule | undefined {
  if (value === null || value === undefined || typeof value === "string") return true;
  return Array.isArray(value) ? value.every(isObject) : isObject(value) && "kind" in value;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isAssetList(schedule: Schedule | undefined): schedule is readonly AssetExpression[] {
  return Array.isArray(schedule);
}

const CATCHUP: ReadonlyMap<unknown, Pick<Graph, "catchup" | "skipsMissed">> = new Map<
  unknown,
  Pick<Graph, "catchup" | "skipsMissed">
>([
  [undefined, { catchup: false }],
  [null, { catchup: false }],
  [false, { catchup: false }],
  ["latest", { catchup: false }],
  [true, { catchup: true }],
  ["all", { catchup: true }],
  ["none", { catchup: false, skipsMissed: true }],
]);

export function compileCatchup({ report, raw }: Options): Pick<Graph, "catchup" | "skipsMissed"> {
  const policy = CATCHUP.get(raw["catchup"]);
  if (policy === undefined) add(report, "catchup_invalid", { value: show(raw["catchup"]) });
  return policy ?? { catchup: false };
}

/** What is as it is unless given is left out: a graph that says nothing of it keeps its hash. */
export function compilePolicies(options: Options): Pick<Graph, "overlap" | "jitter" | "maxConsecutiveFailedDagRuns"> {
  const overlap = readChoice(options, "overlap", "queue", ["queue", "skip", "cancel_older"]);
  const jitter = readDuration(options, "jitter", null, 0);
  const failures = readCount(options, "maxConsecutiveFailedDagRuns", null, 0);
  return {
    ...(overlap === "queue" ? {} : { overlap }),
    ...(jitter === null || jitter === 0 ? {} : { jitter }),
    ...(failures === null || failures === 0 ? {} : { maxConsecutiveFailedDagRuns: failures }),
  };
}
