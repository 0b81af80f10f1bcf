import fc from "fast-check";
import { expect, it } from "vitest";
import { advance } from "../../src/core/advance.ts";
import type { AttemptName } from "../../src/core/event.ts";
import { rebaseRun } from "../../src/core/rebase.ts";
import type { Run } from "../../src/core/run.ts";
import { taskIdOf } from "../../src/core/run.ts";
import { randomGraph } from "../support/random-graphs.ts";
import { randomThrow, toEvents } from "../support/random-events.ts";
import { observe } from "../support/run-checks.ts";
import { SUCCESS, TestRun } from "../support/runs.ts";

/** Attempts under way, with who has them. */
function listAttempts(run: Run): (AttemptName & { readonly carrier: string })[] {
  return run.tasks
    .flatMap(({ instances }) => instances)
    .flatMap((instance) => {
      const { status, mapIndex } = instance;
      if (status.state !== "queued" && status.state !== "running") return [];
      const carrier = status.state === "running" ? status.carrier : "c1";
      return [{ taskId: taskIdOf(run, instance), mapIndex, token: status.token, carrier }];
    });
}

/** Whether anything an attempt of before can say still counts. */
function countEffects(
  run: Run,
  attempts: readonly (AttemptName & { readonly carrier: string })[],
  now: number,
): number {
  return attempts.filter((attempt, index) => {
    const { carrier } = attempt;
    const finishes = [{ ...attempt, outcome: SUCCESS, output: { isPushed: true, length: 1 } }];
    const start = advance(run, { type: "start", carrier, attempts: [attempt] }, now, `start-${index}`);
    const finish = advance(
      run,
      { type: "finish", carrier, finishes, take: 9, accepts: ["auto"], holding: null },
      now,
      `finish-${index}`,
    );
    return start.batch !== null || finish.batch !== null || start.leased.length + finish.leased.length > 0;
  }).length;
}

const ALL = { upstream: false, downstream: false, onlyFailed: false, onlyRunning: false, resetRun: true, by: "ann" };

it(
  "lets nothing from before a clear count after it, whatever happened before, on the same version and on another",
  { timeout: 60_000 },
  () => {
    let tried = 0;
    const property = fc.property(
      randomGraph,
      fc.array(randomThrow, { minLength: 3, maxLength: 30 }),
      fc.boolean(),
      (graph, throws, isMoved) => {
        const test = new TestRun(graph);
        test.send({ type: "admit" });
        for (const thrown of throws) for (const event of toEvents(test, thrown)) test.send(event);
        const attempts = listAttempts(test.run);
        const version = { graph, graphHash: "g2", bundleId: "b2" };
        const rebased = isMoved ? rebaseRun(test.run, version, test.now) : null;
        const run = rebased?.ok ? rebased.value.run : test.run;
        const targets = graph.tasks.map(({ id }) => ({ taskId: id, mapIndex: null }));
        advance(run, { type: "clear", targets, ...ALL }, test.now, "after");
        const before = observe(run);
        expect(countEffects(run, attempts, test.now)).toBe(0);
        expect(observe(run)).toEqual(before);
        tried += attempts.length;
      },
    );
    fc.assert(property, { seed: 20_260_103, numRuns: 1_000 });
    expect(tried).toBeGreaterThan(300);
  },
);
