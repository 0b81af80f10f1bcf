import { describe, expect, it } from "vitest";
import { createTask } from "../support/graphs.ts";
import { FATAL, SKIP, TestRun } from "../support/runs.ts";

const teardownOf = (setup: string, onFailureFailDagrun = false) =>
  ({ triggerRule: "all_done_setup_success", teardown: { setups: [setup], onFailureFailDagrun } }) as const;

describe("a task that relies on a setup", () => {
  const tasks = [
    createTask("s", { isSetup: true }),
    createTask("u"),
    createTask("v", { upstream: ["s"] }),
    createTask("w", { upstream: ["u", "v"] }),
    createTask("t", { upstream: ["s", "w"], ...teardownOf("s") }),
  ];

  it("is decided by its rule, though the setup is not over", () => {
    const test = TestRun.admit(tasks);
    test.perform("u", SKIP);
    expect(test.states).toMatchObject({ s: "queued", w: "skipped", t: "none" });
  });

  it("fails with the setup, whatever else is still to come", () => {
    const test = TestRun.admit(tasks);
    test.perform("s", FATAL);
    expect(test.states).toMatchObject({ s: "failed", u: "queued", v: "upstream_failed", w: "upstream_failed" });
    expect(test.status("w", "upstream_failed").reason.code).toBe("setup");
    expect(test.states["t"]).toBe("upstream_failed");
  });
});

describe("a teardown", () => {
  const tasks = (onFailureFailDagrun: boolean) => [
    createTask("s", { isSetup: true }),
    createTask("w", { upstream: ["s"] }),
    createTask("x", { upstream: ["w"] }),
    createTask("t", { upstream: ["s", "w"], ...teardownOf("s", onFailureFailDagrun) }),
    createTask("y", { upstream: ["x", "s"] }),
    createTask("d", { upstream: ["s", "y"], ...teardownOf("s", onFailureFailDagrun) }),
  ];

  it("waits for all between its setups and itself, and works though that failed", () => {
    const test = TestRun.admit(tasks(false));
    for (const name of ["s", "w"]) test.perform(name);
    expect(test.states).toMatchObject({ t: "queued", d: "none" });
    test.perform("x", FATAL);
    expect(test.states).toMatchObject({ y: "upstream_failed", d: "queued" });
  });

  it.each([
    [false, "success"],
    [true, "failed"],
  ] as const)("that may fail the run (%s) and fails leaves it %s", (onFailureFailDagrun, state) => {
    const test = TestRun.admit(tasks(onFailureFailDagrun));
    for (const name of ["s", "w", "x", "y", "t"]) test.perform(name);
    test.perform("d", FATAL);
    expect(test.run.state).toBe(state);
  });
});
