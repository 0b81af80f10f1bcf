import type { AssetCondition } from "../core/asset.ts";
import type { AssetOrTimeTimetable, AssetsTimetable, TimeTimetable } from "../core/timetable-types.ts";
import type { AssetExpression } from "./asset.ts";
import { cron } from "./schedule.ts";

/** A run whenever these have been updated; a list means all of it. `onAssets(any(orders, all(users, payments)))`. */
export function onAssets(what: AssetExpression | readonly AssetExpression[]): AssetsTimetable {
  return { kind: "assets", condition: toCondition(what) };
}

/** Airflow's AssetOrTimeSchedule: runs by time, and whenever these have been updated. A text is a cron in UTC. */
export function assetOrTime(
  what: AssetExpression | readonly AssetExpression[],
  time: TimeTimetable | string,
): AssetOrTimeTimetable {
  return { kind: "asset_or_time", condition: toCondition(what), base: typeof time === "string" ? cron(time) : time };
}

/** Whether every part is one is for the compiler to say. */
function toCondition(what: AssetExpression | readonly AssetExpression[]): AssetCondition {
  if (isList(what)) return { kind: "all", of: what.map(toCondition) };
  if (!("kind" in what)) return { kind: "asset", ...what };
  if (what.kind === "alias" || what.kind === "ref") return what;
  const of = what.of.map(toCondition);
  return what.kind === "all" ? { kind: "all", of } : { kind: "any", of };
}

function isList(what: AssetExpression | readonly AssetExpression[]): what is readonly AssetExpression[] {
  return Array.isArray(what);
}
