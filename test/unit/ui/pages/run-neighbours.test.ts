import { expect, it } from "vitest";
import { findAfter } from "../../../../src/ui/pages/run/states.ts";

const RUNS = ["a", "b", "c"].map((dag_run_id) => ({ dag_run_id }));

it("finds the run after another one, and none after the last or after one that is not there", () => {
  expect(["a", "b", "c", "d"].map((runId) => findAfter(RUNS, runId))).toEqual(["b", "c", null, null]);
});
