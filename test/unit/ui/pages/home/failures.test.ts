import { describe, expect, it } from "vitest";
import type { FailedRun } from "../../../../../src/ui/api/home.ts";
import { groupFailures } from "../../../../../src/ui/pages/home/failures.ts";

function fail(change: Partial<FailedRun> & { readonly error?: string } = {}): FailedRun {
  const { error = "Error: boom", ...rest } = change;
  const at = "2026-01-01T00:00:00Z";
  const task = { task_id: "load", map_index: -1, try_number: 1, end_date: at, error };
  return {
    dag_id: "etl",
    dag_run_id: "one",
    state: "failed",
    run_type: "manual",
    run_after: at,
    queued_at: at,
    start_date: at,
    end_date: at,
    duration: 1,
    is_recovered: false,
    failed_tasks: 1,
    task,
    ...rest,
  };
}

describe("groupFailures", () => {
  it("tells a fault of many runs once, with the newest run", () => {
    const older = fail({ dag_run_id: "older" });
    const newer = fail({ dag_run_id: "newer", end_date: "2026-01-02T00:00:00Z" });
    expect(groupFailures([older, newer])).toEqual([{ run: newer, count: 2 }]);
  });

  it.each([
    [
      "ids",
      "carrier 0b5fc9a4-9887-4332-a9e5-3f80984d20fb is lost",
      "carrier f4c8c0f1-d9d3-46a5-b99b-39d32a4f41f5 is lost",
    ],
    ["numbers", "row 12 is bad", "row 7 is bad"],
  ])("takes errors that differ in %s alone for one fault", (_, one, other) => {
    expect(groupFailures([fail({ error: one }), fail({ error: other })])).toHaveLength(1);
  });

  it.each([
    ["DAG", { dag_id: "other" }],
    ["error", { error: "TypeError: no" }],
    ["recovery", { is_recovered: true }],
  ])("keeps faults apart that differ in their %s", (_, change) => {
    expect(groupFailures([fail(), fail(change)])).toHaveLength(2);
  });

  it("puts what stands before what has recovered since, however new", () => {
    const recovered = fail({ is_recovered: true, end_date: "2026-01-09T00:00:00Z" });
    const standing = fail();
    expect(groupFailures([recovered, standing]).map(({ run }) => run)).toEqual([standing, recovered]);
  });
});
