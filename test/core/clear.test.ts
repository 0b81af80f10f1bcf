import { describe, expect, it } from "vitest";
import { createTask } from "../support/graphs.ts";
import { namesOf, TestRun } from "../support/runs.ts";

describe("clear", () => {
  it("fences a running instance off and begins its next try", () => {
    const test = TestRun.admit([createTask("a")]);
    test.start("a");
    const fenced = test.attempt("a");
    const { dispatch } = test.clear("a");
    expect(namesOf(test, dispatch)).toEqual(["a"]);
    expect(test.instance("a").tryNumber).toBe(2);
    expect(test.status("a", "queued").token).not.toBe(fenced.token);
    expect(test.finishAs(fenced)).toMatchObject({ batch: null, refused: [{ taskId: "a", mapIndex: -1 }] });
    expect(test.states).toEqual({ a: "queued" });
  });

  it("puts a finished instance of a running run back to work at once", () => {
    const test = TestRun.admit([createTask("a"), createTask("b", { upstream: ["a"] })]);
    test.perform("a");
    test.clear("a");
    expect(test.states).toEqual({ a: "queued", b: "queued" });
  });
});
