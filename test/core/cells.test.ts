import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTask } from "../support/graphs.ts";
import { FATAL, TestRun } from "../support/runs.ts";
import {
  NO_TASK,
  packCells,
  packRun,
  pickGravest,
  reorderCells,
  STATE_LETTERS,
  unpackCells,
} from "../../src/core/cells.ts";
import { TASK_STATES } from "../../src/core/state.ts";

const letters = fc.array(fc.constantFrom(...Object.values(STATE_LETTERS), NO_TASK), { maxLength: 60 });
const counts = fc.dictionary(fc.constantFrom(...Object.values(STATE_LETTERS)), fc.integer({ min: 1, max: 20_000 }), {
  noNullPrototype: true,
});
const cells = letters.chain((list) =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 59 }), counts), { selector: ([at]) => at, maxLength: 5 })
    .map((mapped) => ({ letters: list, mapped: new Map(mapped) })),
);

describe("packed states", () => {
  it("have a letter of their own each", () => {
    expect(new Set([...Object.values(STATE_LETTERS), NO_TASK]).size).toBe(TASK_STATES.length + 1);
  });

  it("are read back as they were written", () => {
    fc.assert(
      fc.property(cells, (given) => {
        expect(unpackCells(packCells(given))).toEqual(given);
      }),
    );
  });

  it("take few bytes where neighbours are alike, and name a mapped task's counts", () => {
    const many = Array.from({ length: 10_000 }, () => "s");
    const mapped = new Map([[3, { s: 98, f: 2 }]]);
    expect(packCells({ letters: [...many, "f"], mapped })).toBe("s10000f|3:s98f2");
    expect(packCells({ letters: [], mapped: new Map() })).toBe("");
  });

  it("follow tasks to their places in another version", () => {
    const before = unpackCells("sfr|1:f1s4");
    expect(packCells(reorderCells(before, [1, -1, 0]))).toBe("f.s|0:fs4");
  });

  it("are those of a run's tasks, in the order of its graph", () => {
    const test = TestRun.admit([
      createTask("first"),
      createTask("many", {
        expand: { kind: "product", sources: [["a", { kind: "literal", value: null, length: 3 }]] },
      }),
      createTask("last", { upstream: ["first", "many"] }),
    ]);
    test.perform("first");
    test.start("many[0]");
    test.finish("many[0]", FATAL);
    expect(packRun(test.run)).toBe("sfu|1:q2f");
  });

  it("show the gravest state of many", () => {
    expect(pickGravest((state) => ["success", "running", "failed"].includes(state))).toBe("failed");
    expect(pickGravest((state) => ["success", "skipped"].includes(state))).toBe("success");
    expect(pickGravest(() => false)).toBe(null);
    expect(TASK_STATES.filter((state) => pickGravest((one) => one === state) !== state)).toEqual([]);
  });
});
