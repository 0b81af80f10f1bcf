import { describe, expect, it } from "vitest";
import { chooseType } from "../../../src/api/accept.ts";
import { nameUuid } from "../../../src/api/shapes/identity.ts";
import {
  formatDuration,
  formatInstant,
  formatTimeDelta,
  measureSeconds,
  parseInstant,
} from "../../../src/api/shapes/time.ts";
import { formatPool, NO_USAGE } from "../../../src/api/shapes/pool.ts";
import { formatTasks } from "../../../src/api/shapes/task.ts";
import { createGraph, createTask } from "../../support/graphs.ts";

describe("instants", () => {
  const read: [text: string, expected: string][] = [
    ["2026-11-01T12:00:00Z", "2026-11-01T12:00:00Z"],
    ["2026-11-01 12:00:00.5+01:00", "2026-11-01T11:00:00.500000Z"],
    ["2026-11-01T12:00:00.123456+0530", "2026-11-01T06:30:00.123000Z"],
    ["2026-11-01T12:00-08", "2026-11-01T20:00:00Z"],
    ["2026-11-01T12:00:00z", "2026-11-01T12:00:00Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["2026-11-01T12:00:00", "naive"],
    ["2026-11-01", "naive"],
    ["2026-02-29T00:00:00Z", "invalid"],
    ["2026-13-01T00:00:00Z", "invalid"],
    ["2026-11-01T25:00:00Z", "invalid"],
    ["1793534400", "invalid"],
    ["tomorrow", "invalid"],
    ["", "invalid"],
  ];
  it.each(read)("%j is read as %s", (text, expected) => {
    const parsed = parseInstant(text);
    expect(parsed.kind === "instant" ? formatInstant(parsed.at) : parsed.kind).toBe(expected);
  });

  it("are written with six digits or none", () => {
    expect([0, 1, 1_000].map(formatInstant)).toEqual([
      "1970-01-01T00:00:00Z",
      "1970-01-01T00:00:00.001000Z",
      "1970-01-01T00:00:01Z",
    ]);
  });
});

describe("lengths of time", () => {
  it("are seconds, or null while one end is missing", () => {
    expect([measureSeconds(1_000, 3_500), measureSeconds(1_000, null), measureSeconds(null, 1)]).toEqual([
      2.5,
      null,
      null,
    ]);
  });

  const written: [duration: number, iso: string, delta: [days: number, seconds: number, microseconds: number]][] = [
    [0, "PT0S", [0, 0, 0]],
    [1_500, "PT1.5S", [0, 1, 500_000]],
    [86_400_000, "P1D", [1, 0, 0]],
    [90_061_001, "P1DT3661.001S", [1, 3_661, 1_000]],
  ];
  it.each(written)("%d ms is %s", (duration, iso, [days, seconds, microseconds]) => {
    expect(formatDuration(duration)).toBe(iso);
    expect(formatTimeDelta(duration)).toEqual({ __type: "TimeDelta", days, seconds, microseconds });
  });
});

describe("the media type", () => {
  const OFFERED = ["application/json", "text/plain"] as const;
  const chosen: [header: string | undefined, type: string][] = [
    [undefined, "application/json"],
    ["", "application/json"],
    ["*/*", "application/json"],
    ["text/plain", "text/plain"],
    ["text/*", "text/plain"],
    ["text/html, text/plain;q=0.5, application/json;q=0.1", "text/plain"],
    ["Application/JSON; charset=utf-8", "application/json"],
  ];
  it.each(chosen)("for %j is %s", (header, type) => {
    expect(chooseType(header, OFFERED)).toBe(type);
  });

  it.each(["image/png", "application/json;q=0"])("for %j is none", (header) => {
    expect(() => chooseType(header, OFFERED)).toThrow("Only application/json or text/plain");
  });
});

describe("a pool", () => {
  const spark = { team: "default", name: "spark", slots: 4, description: null, includeDeferred: false };

  it("counts deferred instances only when told to", () => {
    const usage = { ...NO_USAGE, running: 1, deferred: 2 };
    expect(formatPool(spark, usage, null)).toMatchObject({ occupied_slots: 1, open_slots: 3 });
    expect(formatPool({ ...spark, includeDeferred: true }, usage, null)).toMatchObject({
      occupied_slots: 3,
      open_slots: 1,
    });
  });

  it("is never open below nothing, and without a limit says -1", () => {
    const usage = { ...NO_USAGE, running: 9 };
    expect(formatPool(spark, usage, null).open_slots).toBe(0);
    expect(formatPool({ ...spark, slots: -1 }, usage, null).open_slots).toBe(-1);
  });

  it("believes its object in what is held, and D1 in how much of it runs", () => {
    const told = { slots: 4, includeDeferred: false, held: 3, waiting: 9, deferred: 1 };
    const known = { running: 2, queued: 7, scheduled: 5, deferred: 0 };
    expect(formatPool({ ...spark, includeDeferred: true }, known, told)).toMatchObject({
      occupied_slots: 3,
      running_slots: 2,
      queued_slots: 0,
      deferred_slots: 1,
      scheduled_slots: 5,
      open_slots: 1,
    });
    expect(formatPool(spark, known, told)).toMatchObject({ occupied_slots: 3, running_slots: 2, queued_slots: 1 });
  });
});

it("a task in a mapped group, however deep, is mapped", () => {
  const expand = { kind: "product", sources: [] } as const;
  const groups = [
    { id: "outer", parent: null, expand },
    { id: "outer.inner", parent: "outer", expand: null },
    { id: "plain", parent: null, expand: null },
  ];
  const tasks = [
    createTask("a", { group: "outer.inner" }),
    createTask("b", { group: "plain" }),
    createTask("c", { expand }),
    createTask("d"),
  ];
  const mapped = formatTasks(createGraph(tasks, { groups })).filter((task) => task.is_mapped);
  expect(mapped.map((task) => task.task_id)).toEqual(["a", "c"]);
});

it("an id is the same for the same name, and another for another", () => {
  expect(nameUuid("a")).toBe(nameUuid("a"));
  expect(nameUuid("a")).not.toBe(nameUuid("b"));
});
