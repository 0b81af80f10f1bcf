import { all, asset, assetAlias, assetOrTime, calendar, custom, events, every, onAssets } from "../../src/sdk/index.ts";
import type { CustomOptions, Schedule } from "../../src/sdk/index.ts";

function own(next: CustomOptions["next"]) {
  return custom({ from: "2026-01-01", until: "2027-01-01", next });
}
function fail(): never {
  throw new Error("no table");
}
const later = () => Promise.resolve(new Date());
/** Comes to another first date each time it is asked for one. */
function forgetful(): CustomOptions["next"] {
  let asked = 0;
  return (previous, { from }) => {
    if (previous !== null) return null;
    asked += 1;
    return new Date(from.getTime() + asked);
  };
}

/** Schedules with what the compiler says of them, as its tests list mistakes. */
export const SCHEDULE_MISTAKES: readonly [errors: string[], schedule: Schedule][] = [
  [
    ['calendar_base_invalid | DAG "d": a calendar takes a cron expression, cron() or cronInterval(), nothing else.'],
    calendar(every("1h") as never),
  ],
  [['schedule_assets_missing | DAG "d": the schedule waits for no asset;'], onAssets([])],
  [['schedule_asset_invalid | DAG "d": the schedule waits for'], [asset("orders"), asset(" ")]],
  [['schedule_asset_invalid | DAG "d": the schedule waits for'], onAssets(all(assetAlias("")))],
  [
    ['schedule_base_invalid | DAG "d": assetOrTime() takes a schedule by time as its second part'],
    assetOrTime(asset("orders"), onAssets(asset("users")) as never),
  ],
  [['cron_field_count | DAG "d": "soon" has 1 fields;'], assetOrTime(asset("orders"), "soon")],
  [['calendar_day_invalid | DAG "d": "2026-02-30" is no day'], calendar("@daily", { exclude: ["2026-02-30"] })],
  [["calendar_weekday_invalid"], calendar("@daily", { weekdays: ["someday" as never] })],
  [["calendar_never_fires"], calendar("0 0 * * 0", { weekdays: ["mon"] })],
  [["events_missing"], events([])],
  [['event_date_invalid | DAG "d": Date 2 of'], events(["2026-01-01", "soon"])],
  [["timezone_unknown"], events(["2026-01-01"], { timezone: "Mars/Olympus" })],
  [["custom_range_invalid"], custom({ from: "2027-01-01", until: "2026-01-01", next: () => null })],
  [['custom_threw | DAG "d": the custom schedule\'s next(null) threw: no table'], own(fail)],
  [['custom_no_date | DAG "d": the custom schedule\'s next(null) gave 7'], own(() => 7 as never)],
  [['custom_no_date | DAG "d": the custom schedule\'s next(null) gave an object'], own(later as never)],
  [
    [
      'custom_backwards | DAG "d": the custom schedule\'s next(2026-01-05T00:00:00.000Z) gave 2026-01-05T00:00:00.000Z, which is not later;',
    ],
    own(() => "2026-01-05"),
  ],
  [
    ['custom_endless | DAG "d": the custom schedule comes to more than 10000 dates;'],
    own((previous, { from }) => new Date((previous ?? from).getTime() + 1_000)),
  ],
  [["custom_unsteady"], own(forgetful())],
  [["events_missing"], own(() => null)],
];
