import { describe, expect, it } from "vitest";
import {
  formatDagId,
  formatIdempotencyKey,
  formatRunId,
  isDagId,
  isRunId,
  isTaskId,
  nameDagObject,
  namePoolObject,
  nameRunObject,
  parseDagId,
  parseRunObject,
  prefixOfRun,
} from "../../src/core/ids.ts";

const key = { team: "sales", dagId: "daily", runId: "manual__2026-01-01T00:00:00+00:00" };

describe("a DAG's id outside", () => {
  it.each([
    ["daily", { team: "default", dagId: "daily" }],
    ["sales.daily", { team: "sales", dagId: "daily" }],
  ])("%s goes there and back", (text, parsed) => {
    expect(parseDagId(text)).toEqual(parsed);
    expect(formatDagId(parsed)).toBe(text);
  });

  it.each(["", ".", "a.", ".a", "a.b.c", "default.a", "a b", "a/b", "é"])("%j is none", (text) => {
    expect(parseDagId(text)).toBeNull();
  });
});

it("knows which ids may be", () => {
  expect(["a", "A_1-b", "x".repeat(200)].every(isDagId)).toBe(true);
  expect(["", "a.b", "x".repeat(201), "a\n"].some(isDagId)).toBe(false);
  expect(["a", "group.sub.task"].every(isTaskId)).toBe(true);
  expect(["", "a..b", ".a", "a b", `${"x".repeat(200)}.${"y".repeat(50)}`].some(isTaskId)).toBe(false);
  expect([key.runId, "any text at all", "é"].every(isRunId)).toBe(true);
  expect(["", "a/b", "a\nb", "\u007f", "x".repeat(251)].some(isRunId)).toBe(false);
});

it("names objects by team and id, for good", () => {
  expect(nameDagObject(key)).toBe("sales/daily");
  expect(nameRunObject(key)).toBe("sales/daily/manual__2026-01-01T00:00:00+00:00");
  expect(namePoolObject("sales", "spark")).toBe("sales/spark");
  expect(parseRunObject(nameRunObject(key))).toEqual(key);
  expect(prefixOfRun(key)).toBe("runs/sales/daily/manual__2026-01-01T00%3A00%3A00%2B00%3A00/");
});

it("gives an attempt a key of its own for every try", () => {
  const instance = { ...key, taskId: "load", mapIndex: 3 };
  expect(formatIdempotencyKey(instance, 2)).toBe(`sales/daily/${key.runId}/load/3/2`);
  expect(formatIdempotencyKey(instance, 3)).not.toBe(formatIdempotencyKey(instance, 2));
});

it.each([
  [Date.UTC(2026, 0, 1), "", "scheduled__2026-01-01T00:00:00+00:00"],
  [Date.UTC(2026, 0, 1, 2, 3, 4, 56), "", "scheduled__2026-01-01T02:03:04.056000+00:00"],
  [Date.UTC(2026, 0, 1), "x7", "scheduled__2026-01-01T00:00:00+00:00_x7"],
])("makes the run id of %i as Airflow does", (runAfter, suffix, id) => {
  expect(formatRunId("scheduled", runAfter, suffix)).toBe(id);
});
