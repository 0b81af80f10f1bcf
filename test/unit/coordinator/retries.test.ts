import { describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import type { Mutation } from "../../support/world/mutation.ts";
import { Stage } from "../../support/world/stage.ts";

const ONE = createGraph([createTask("a")]);
/** An alarm that drives everything again comes after half a minute; what happens before is the run's own doing. */
const BEFORE_ALARM = 25_000;

describe("what fails outside is tried again soon", () => {
  it("a message that the queue did not take", async () => {
    const stage = new Stage(ONE);
    stage.world.queue.isBusy = true;
    await stage.trigger();
    await stage.pass(5_000);
    expect(stage.sent).toEqual([]);
    stage.world.queue.isBusy = false;
    await stage.pass(BEFORE_ALARM - 5_000);
    expect(stage.sent.map(({ taskId }) => taskId)).toEqual(["a"]);
  });

  it("a write to D1, at growing intervals", async () => {
    const writes: number[] = [];
    const mutation: Mutation = {
      runEdges: ({ sink, ...edges }) => {
        const write: typeof sink.write = (run, instances, isLast) => {
          writes.push(stage.world.loop.now);
          return writes.length < 4 ? Promise.reject(new Error("D1 is down")) : sink.write(run, instances, isLast);
        };
        return { ...edges, sink: { ...sink, write } };
      },
    };
    const stage: Stage = new Stage(ONE, { mutation });
    await stage.trigger();
    await stage.pass(BEFORE_ALARM);
    const gaps = writes.slice(1).map((at, index) => at - (writes[index] ?? 0));
    expect(gaps).toHaveLength(3);
    gaps.forEach((gap, index) => {
      expect(gap).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(gap).toBeLessThanOrEqual(1_000 * 2 ** index);
    });
    expect([...stage.world.orgView.runs.values()].map(({ run }) => run.state)).toEqual(["running"]);
  });

  it("a run's word that it has ended", async () => {
    const words: string[] = [];
    const mutation: Mutation = {
      runEdges: ({ peers, ...edges }) => {
        const runEnded: typeof peers.runEnded = (view) => {
          words.push(view.state);
          return words.length < 4 ? Promise.reject(new Error("lost")) : peers.runEnded(view);
        };
        return { ...edges, peers: { ...peers, runEnded } };
      },
    };
    const stage = new Stage(ONE, { mutation });
    await stage.trigger();
    await stage.pass(1_000);
    await stage.start("one", ["a"]);
    await stage.finish("one", "a");
    await stage.pass(BEFORE_ALARM);
    expect(new Set(words)).toEqual(new Set(["success"]));
    expect(await stage.ask(stage.run(), (parts) => parts.engine.store.readMark("told"))).toBeGreaterThan(0);
  });
});
