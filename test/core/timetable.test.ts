import { describe, expect, it } from "vitest";
import { findTransitions } from "../../src/core/timezone.ts";
import {
  describeTimetable,
  inferManualDataInterval,
  maxActiveRunsOf,
  nextDagRunInfo,
  validateTimetable,
  type DagRunInfo,
  type DataInterval,
  type Timetable,
} from "../../src/core/timetable.ts";
import more from "../fixtures/airflow/timetable-more.json" with { type: "json" };
import recorded from "../fixtures/airflow/timetable.json" with { type: "json" };
import { evaluateTimetable } from "../oracle/evaluate-timetable.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString();

function listRuns(timetable: Timetable, from: number, count: number): DagRunInfo[] {
  const runs: DagRunInfo[] = [];
  let last: DataInterval | null = null;
  while (runs.length < count) {
    const info = nextDagRunInfo(timetable, last, { earliest: from, latest: null, catchup: true }, from);
    if (info === null) break;
    runs.push(info);
    last = info.interval;
  }
  return runs;
}

describe("Airflow's recorded decisions", () => {
  it("are ours, save the two stalls at Lord Howe", () => {
    const { passed, mismatches, intended } = evaluateTimetable(recorded);
    expect(mismatches).toEqual([]);
    expect(intended.map((line) => line.split(" ")[0])).toEqual(["tt0133", "tt0153"]);
    expect(passed).toBe(recorded.cases.length + recorded.validity.length + recorded.catchup_10y.length);
  });

  it("are ours in further cases, save Lord Howe's stalls and its surplus run", () => {
    const { mismatches, intended } = evaluateTimetable(more);
    expect(mismatches).toEqual([]);
    const failing = more.cases.filter(({ error }) => error !== undefined).map(({ id }) => id);
    expect(new Set(intended.map((line) => line.split(" ")[0]))).toEqual(new Set(["tt0154", ...failing]));
  });

  it("count an hourly decade in New York", () => {
    const hourly: Timetable = { kind: "cron_interval", cron: "0 * * * *", timezone: "America/New_York" };
    const runs = listRuns(hourly, at("2015-01-01T00:00Z"), 87_673);
    expect(iso(runs.at(-1)?.logicalDate ?? 0)).toBe("2025-01-01T00:00:00.000Z");
  });

  it("are not the test's only answer: a wrong record is reported", () => {
    const [first] = recorded.cases;
    const wrong = { ...recorded, cases: [{ ...first, n: 7 }], validity: [], catchup_10y: [] };
    expect(evaluateTimetable(wrong).mismatches).toHaveLength(1);
  });
});

const ODD_ZONES = [
  "Australia/Lord_Howe",
  "America/Caracas",
  "Asia/Pyongyang",
  "Antarctica/Casey",
  "Antarctica/Troll",
  "Pacific/Apia",
  "Asia/Tehran",
  "Africa/Casablanca",
  "Asia/Gaza",
  "America/St_Johns",
  "Africa/Cairo",
  "America/Havana",
  "America/Santiago",
  "Europe/Dublin",
  "Asia/Kathmandu",
  "Pacific/Chatham",
];
const CRONS = [
  "0 * * * *",
  "30 * * * *",
  "*/15 * * * *",
  "*/20 * * * *",
  "0 0 * * *",
  "30 1 * * *",
  "30 2 * * *",
  "15,30 2 * * *",
  "0 */2 * * *",
  "15,45 1-3 * * *",
  "0 * * * 0",
  "0 * 1 * *",
  "0 12 L * *",
  "0 3 * * 0#1",
  "59 23 * * 1-5",
];

/**
 * What is wrong with a row of slots, nothing when they go on and strictly increase. Intervals join, save within two days of a
 * change of the clock, where Airflow's do not either.
 */
function findFaults(timetable: Timetable & { timezone: string }, from: number): string[] {
  const runs = listRuns(timetable, from, 40);
  const faults = runs.length === 40 ? [] : ["ends"];
  for (const [index, run] of runs.entries()) {
    const before = runs[index - 1];
    if (before === undefined) continue;
    if (run.logicalDate <= before.logicalDate || run.runAfter <= before.runAfter) faults.push("stalls");
    if (timetable.kind === "cron_trigger" || run.interval.start === before.interval.end) continue;
    const near = [run.interval.start - 2 * DAY, run.interval.start + 2 * DAY] as const;
    if (findTransitions(timetable.timezone, ...near).length === 0) faults.push(`parts at ${iso(run.interval.start)}`);
  }
  return faults.map((fault) => `${JSON.stringify(timetable)} from ${iso(from)} ${fault}`);
}

/** Both cron timetables, begun some hours before each change of the clock of a zone. */
function findFaultsAtChanges(timezone: string, crons: readonly string[], from: string, to: string): string[] {
  return findTransitions(timezone, at(from), at(to)).flatMap((change) =>
    crons.flatMap((cron, index) => {
      const start = change.at - (index + 3) * HOUR + 60_000;
      return [
        ...findFaults({ kind: "cron_interval", cron, timezone }, start),
        ...findFaults({ kind: "cron_trigger", crons: [cron], timezone }, start),
      ];
    }),
  );
}

describe("slots", () => {
  it.each(ODD_ZONES)("advance through every change of the clock of twenty years in %s", (timezone) => {
    expect(findFaultsAtChanges(timezone, CRONS, "2006-01-01T00:00Z", "2026-01-01T00:00Z")).toEqual([]);
  });

  it("advance through the changes of a year in every zone", () => {
    const crons = ["0 * * * *", "*/15 * * * *", "30 1 * * *", "30 2 * * *", "0 0 * * *"];
    const zones = Intl.supportedValuesOf("timeZone");
    const faults = zones.flatMap((zone) => findFaultsAtChanges(zone, crons, "2025-01-01T00:00Z", "2026-01-01T00:00Z"));
    expect(faults).toEqual([]);
  });

  it("lose no hour of a day when the clock has changed since the day before", () => {
    const timetable: Timetable = { kind: "cron_trigger", crons: ["0 * 1 * *"], timezone: "America/New_York" };
    const runs = listRuns(timetable, at("2025-03-01T05:00Z"), 26).map(({ runAfter }) => iso(runAfter));
    expect(runs.slice(23)).toEqual([
      "2025-03-02T04:00:00.000Z",
      "2025-04-01T04:00:00.000Z",
      "2025-04-01T05:00:00.000Z",
    ]);
  });

  it("end with the list of years", () => {
    const timetable: Timetable = { kind: "cron_trigger", crons: ["0 0 1 1 * 0 2025,2026"], timezone: "UTC" };
    expect(listRuns(timetable, at("2024-06-01T00:00Z"), 5)).toHaveLength(2);
    const intervals: Timetable = { kind: "cron_interval", cron: "0 0 1 1 * 0 2025,2026", timezone: "UTC" };
    expect(listRuns(intervals, at("2024-06-01T00:00Z"), 5)).toHaveLength(1);
  });
});

describe("validateTimetable", () => {
  const cron = (expression: string, timezone = "UTC"): Timetable => ({
    kind: "cron_interval",
    cron: expression,
    timezone,
  });
  it.each<[Timetable, string | null]>([
    [cron("0 6 * * *"), null],
    [cron("0 0 29 2 *"), null],
    [cron("0 0 30 2 *"), "cron_never_fires"],
    [cron("0 0 31 4,6 *"), "cron_never_fires"],
    [cron("0 0 30 2 1"), null],
    [cron("61 * * * *"), "cron_field_range"],
    [cron("x * * * *"), "cron_field_syntax"],
    [cron("0 6 * * *", "Mars/Olympus"), "timezone_unknown"],
    [{ kind: "cron_trigger", crons: [], timezone: "UTC" }, "crons_missing"],
    [{ kind: "cron_trigger", crons: ["0 6 * * *", "@reboot"], timezone: "UTC" }, "cron_field_count"],
    [{ kind: "cron_trigger", crons: ["0 6 * * *"], timezone: "UTC", interval: { hours: -1 } }, "interval_negative"],
    [{ kind: "delta_interval", delta: { months: 1 } }, null],
    [{ kind: "delta_interval", delta: {} }, "delta_not_positive"],
    [{ kind: "delta_interval", delta: { months: 1, days: -28 } }, "delta_not_positive"],
    [{ kind: "delta_trigger", delta: { hours: 1 }, interval: { minutes: 5 } }, null],
    [{ kind: "once" }, null],
  ])("%j: %s", (timetable, code) => {
    expect(validateTimetable(timetable)?.code ?? null).toBe(code);
  });
});

describe("words and limits", () => {
  it.each<[Timetable, string]>([
    [{ kind: "none" }, "never"],
    [{ kind: "once" }, "once"],
    [{ kind: "cron_interval", cron: "0 6 * * *", timezone: "Europe/Paris" }, "0 6 * * * Europe/Paris"],
    [{ kind: "cron_trigger", crons: ["0 6 * * *", "@daily"], timezone: "UTC" }, "0 6 * * *, @daily UTC"],
    [{ kind: "delta_interval", delta: { seconds: 3600 } }, "every 1 h"],
    [{ kind: "delta_trigger", delta: { months: 14, minutes: 90 } }, "every 1 year 2 months 1 h 30 min"],
  ])("%j is %j", (timetable, words) => {
    expect(describeTimetable(timetable)).toBe(words);
  });

  it("lets a continuous DAG run one at a time", () => {
    expect(maxActiveRunsOf({ kind: "continuous" })).toBe(1);
    expect(maxActiveRunsOf({ kind: "once" })).toBeNull();
  });

  it("gives a run by hand the last whole interval", () => {
    const daily: Timetable = { kind: "cron_interval", cron: "0 0 * * *", timezone: "UTC" };
    const { start, end } = inferManualDataInterval(daily, at("2025-06-25T01:00Z"));
    expect([iso(start), iso(end)]).toEqual(["2025-06-24T00:00:00.000Z", "2025-06-25T00:00:00.000Z"]);
  });
});
