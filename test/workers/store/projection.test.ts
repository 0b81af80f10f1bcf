import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { Reason } from "../../../src/core/reason.ts";
import { findDag } from "../../../src/store/dag.ts";
import { findRun } from "../../../src/store/dag-run.ts";
import { deleteRunRows, projectDag, projectRun } from "../../../src/store/projection.ts";
import { withRetry } from "../../../src/store/retry.ts";
import { findTaskInstance, listTaskInstances } from "../../../src/store/task-instance.ts";
import { makeDagView, makeInstance, makeRun } from "./fixtures.ts";
import { countRows, failBatches, spyOn } from "./spy-database.ts";

const key = { team: "default", dagId: "etl", runId: "r1" };
const extract = { ...key, taskId: "extract", mapIndex: -1 };

beforeEach(async () => {
  await env.DB.batch(
    ["dag", "dag_run", "task_instance", "deleted_run"].map((name) => env.DB.prepare(`delete from ${name}`)),
  );
});

function because(seq: number): Reason {
  return { code: "because", params: { seq } };
}

/** One projection: the run and its only task at a journal number. */
function writeAt(seq: number, state: "running" | "success", db = env.DB): Promise<void> {
  const instances = [makeInstance({ state, reason: because(seq) })];
  return projectRun(db, { run: makeRun({ seq, state }), graphHash: "g1", instances });
}

async function readBack() {
  const [run, instance] = await Promise.all([findRun(env.DB, key), findTaskInstance(env.DB, extract)]);
  return [run?.seq, run?.state, instance?.seq, instance?.state, instance?.reason];
}

describe("projectRun", () => {
  it("returns the views it was given", async () => {
    const run = makeRun({ conf: { nested: [1, { a: null }], text: "é'\"\\" }, note: "'; drop table dag_run; --" });
    const instance = makeInstance({
      mapIndex: 3,
      pool: "spark",
      reason: { code: "waits", params: { n: 4 } },
      note: "é",
    });
    await projectRun(env.DB, { run, graphHash: "g1", instances: [instance] });
    expect(await findRun(env.DB, key)).toEqual(run);
    const stored = await findTaskInstance(env.DB, { ...extract, mapIndex: 3 });
    expect(stored).toEqual({ ...instance, runAfter: 2_000, logicalDate: 1_000, graphHash: "g1", seq: 1 });
  });

  const orders: [name: string, writes: readonly number[]][] = [
    ["in order", [1, 2, 3]],
    ["late", [3, 1, 2]],
    ["repeated", [1, 2, 3, 3, 2, 3]],
    ["reversed", [3, 2, 1]],
  ];
  it("takes away the partition that a run is no longer of", async () => {
    const write = (seq: number, partitionKey: string | null) =>
      projectRun(env.DB, { run: makeRun({ seq, partitionKey }), graphHash: "g1", instances: [] });
    await write(1, "north");
    expect((await findRun(env.DB, key))?.partitionKey).toBe("north");
    await write(2, null);
    expect((await findRun(env.DB, key))?.partitionKey).toBeNull();
  });

  it.each(orders)("ends with the newest view when writes come %s", async (_, writes) => {
    for (const seq of writes) await writeAt(seq, seq === 3 ? "success" : "running");
    expect(await readBack()).toEqual([3, "success", 3, "success", because(3)]);
  });

  it("takes from a late write the instances that nothing newer has told of", async () => {
    const late = { run: makeRun({ seq: 1 }), graphHash: "g1", instances: [makeInstance({ taskId: "load" })] };
    await writeAt(2, "success");
    await projectRun(env.DB, late);
    expect(await readBack()).toEqual([2, "success", 2, "success", because(2)]);
    expect(await findTaskInstance(env.DB, { ...extract, taskId: "load" })).toMatchObject({ seq: 1 });
  });

  it("writes no row again that a repeat would leave as it is", async () => {
    const spied: number[] = [];
    const db = countRows(env.DB, "rows_written", spied);
    await writeAt(1, "running", db);
    await writeAt(1, "running", db);
    await writeAt(2, "success", db);
    // Run: its row and three index entries. Instance: its row and one. Then nothing. Then the two rows, as leaving an index is free.
    expect(spied).toEqual([6, 0, 2]);
  });

  it("writes 10,000 instances in one round of few statements", async () => {
    const instances = Array.from({ length: 10_000 }, (_, mapIndex) => makeInstance({ mapIndex }));
    const spied = spyOn(env.DB);
    await projectRun(spied.db, { run: makeRun(), graphHash: "g1", instances });
    expect(spied.rounds).toBe(1);
    expect(spied.statements.length).toBeLessThanOrEqual(4);
    const count = await env.DB.prepare("select count(*) from task_instance").first("count(*)");
    expect(count).toBe(10_000);
  });

  it("reads no more of a large table than of a small one", async () => {
    const reads: number[] = [];
    const write = () =>
      projectRun(countRows(env.DB, "rows_read", reads), {
        run: makeRun({ runId: "other" }),
        graphHash: "g1",
        instances: [makeInstance({ runId: "other" })],
      });
    await write();
    await deleteRunRows(env.DB, { ...key, runId: "other" }, 1);
    await env.DB.prepare("delete from deleted_run").run();
    const instances = Array.from({ length: 5_000 }, (_, mapIndex) => makeInstance({ mapIndex }));
    await projectRun(env.DB, { run: makeRun(), graphHash: "g1", instances });
    await write();
    expect(reads[1]).toBe(reads[0]);
  });
});

describe("deleteRunRows", () => {
  it("removes the run for good: late writes do not bring it back", async () => {
    await writeAt(1, "running");
    await projectRun(env.DB, {
      run: makeRun({ runId: "r2" }),
      graphHash: "g1",
      instances: [makeInstance({ runId: "r2" })],
    });
    await deleteRunRows(env.DB, key, 5_000);
    await deleteRunRows(env.DB, key, 6_000);
    await writeAt(2, "success");
    expect(await readBack()).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(await findRun(env.DB, { ...key, runId: "r2" })).toMatchObject({ runId: "r2" });
    const tombstone = await env.DB.prepare("select deleted_at from deleted_run").first("deleted_at");
    expect(tombstone).toBe(5_000);
  });
});

describe("projectDag", () => {
  it("keeps the newest word of the object", async () => {
    await projectDag(env.DB, { view: makeDagView({ liveRuns: ["a", "b"] }), seq: 2, at: 20 });
    await projectDag(env.DB, { view: makeDagView({ isPaused: true }), seq: 1, at: 10 });
    const dag = await findDag(env.DB, { team: "default", dagId: "etl" });
    expect(dag).toMatchObject({
      isPaused: false,
      liveRuns: 2,
      lastAdvancedAt: 20,
      seq: 2,
      nextRun: makeDagView().nextRun,
    });
  });
});

describe("withRetry", () => {
  const transient = [
    "Network connection lost.",
    "storage caused object to be reset.",
    "D1 DB reset because its code was updated.",
  ];
  it.each(transient)("writes again after %j, also when the lost write had happened", async (message) => {
    for (const isApplied of [false, true]) {
      const waits: number[] = [];
      const db = failBatches(env.DB, message, 2, isApplied);
      await withRetry(() => writeAt(1, "running", db), { wait: async (ms) => void waits.push(ms) });
      expect(waits).toEqual([50, 100]);
      expect(await readBack()).toEqual([1, "running", 1, "running", because(1)]);
    }
  });

  it("gives up after its tries, and at once on any other error", async () => {
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const down = failBatches(env.DB, "Network connection lost.", 99);
    await expect(withRetry(() => writeAt(1, "running", down), { wait, tries: 3 })).rejects.toThrow(
      "Network connection lost",
    );
    expect(waits).toHaveLength(2);
    const broken = failBatches(env.DB, "no such table: dag_run", 1);
    await expect(withRetry(() => writeAt(1, "running", broken), { wait })).rejects.toThrow("no such table");
    expect(waits).toHaveLength(2);
  });
});

describe("one run's instances", () => {
  it("are listed by task and map index", async () => {
    const instances = [
      makeInstance({ taskId: "b" }),
      ...[1, 0].map((mapIndex) => makeInstance({ taskId: "a", mapIndex })),
    ];
    await projectRun(env.DB, { run: makeRun(), graphHash: "g1", instances });
    const listed = await listTaskInstances(env.DB, key);
    const ids = listed.ok ? listed.value.items.map(({ taskId, mapIndex }) => `${taskId}${mapIndex}`) : listed.error;
    expect(ids).toEqual(["a0", "a1", "b-1"]);
  });
});
