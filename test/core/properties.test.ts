import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type * as SetStatus from "../../src/core/set-status.ts";
import type * as Verdict from "../../src/core/verdict.ts";
import { CheckedRun, finishFairly, succeedFairly } from "../support/checked-run.ts";
import type { Notes } from "../support/checked-run.ts";
import { judgeNaively, summarize } from "../support/naive-verdict.ts";
import { randomThrow, toEvents } from "../support/random-events.ts";
import { randomGraph } from "../support/random-graphs.ts";

const notes = vi.hoisted((): Notes => ({ hops: [], approved: new Set() }));

// Every verdict is compared with one that looks at everything anew, at the moment it is given.
vi.mock("../../src/core/verdict.ts", async (importOriginal) => {
  const original = await importOriginal<typeof Verdict>();
  const judge: typeof original.judge = (run, instance) => {
    const verdict = original.judge(run, instance);
    assert.equal(summarize(verdict), judgeNaively(run, instance));
    if (verdict.type === "run") notes.approved.add(instance);
    return verdict;
  };
  return { ...original, judge };
});

vi.mock("../../src/core/set-status.ts", async (importOriginal) => {
  const original = await importOriginal<typeof SetStatus>();
  const setStatus: typeof original.setStatus = (run, instance, status) => {
    const { tryNumber, status: before } = instance;
    notes.hops.push({ run, instance, from: before.state, to: status.state, tryNumber });
    original.setStatus(run, instance, status);
  };
  return { ...original, setStatus };
});

it("holds its invariants whatever happens, and ends when fairly treated", () => {
  let ended = 0;
  const property = fc.property(randomGraph, fc.array(randomThrow, { maxLength: 40, size: "max" }), (graph, throws) => {
    const test = new CheckedRun(graph, notes);
    test.send({ type: "admit" });
    for (const thrown of throws) {
      test.now += thrown.kind === "due" ? thrown.one * 100 : 1;
      for (const event of toEvents(test, thrown)) test.send(event);
    }
    finishFairly(test, (instance) => succeedFairly(test, instance));
    ended += 1;
  });
  fc.assert(property, {
    seed: 20_260_101,
    numRuns: 1_500,
    interruptAfterTimeLimit: 8_000,
    markInterruptAsFailure: false,
  });
  expect(ended).toBeGreaterThan(100);
}, 30_000);
