import { describe, expect, it } from "vitest";
import type { BulkView } from "../../src/core/bulk.ts";
import type { RunView } from "../../src/core/protocol.ts";
import type { BackfillView, DagView } from "../../src/core/views.ts";
import { DagUnderTest } from "./support/dag-object.ts";
import { Desk } from "./support/desk.ts";
import { dumpSql } from "./support/dump.ts";
import { listVersionsOf, loadStore, readSeen, VERSIONS } from "./support/fixtures.ts";
import { loadSql } from "./support/dump.ts";
import { describeTrade, POOL, PoolUnderTest } from "./support/pool-object.ts";
import { describeShape } from "./support/shape.ts";
import { BUSY, describeTrigger, SHIPPED } from "./support/write-dag.ts";
import { writeFixtures } from "./support/write-fixtures.ts";

interface SeenDag {
  readonly now: number;
  readonly view: DagView;
  readonly runs: Readonly<Record<string, RunView>>;
}
const NEW_VERSION = { ...SHIPPED, hash: "a newer graph", bundleId: "a newer bundle" };

function openDag(version: string, shipped = SHIPPED) {
  const seen = readSeen<SeenDag>(version, "dag");
  const sql = loadStore(version, "dag");
  const dag = new DagUnderTest(sql, new Desk(seen.now), shipped);
  for (const [runId, view] of Object.entries(seen.runs)) dag.runs.set(runId, view);
  const stages = (): Record<string, string> =>
    Object.fromEntries(
      sql.exec("select run_id, stage from run").map((row) => [String(row["run_id"]), String(row["stage"])]),
    );
  return { seen, sql, dag, stages };
}

describe.each(VERSIONS)("a DAG's object stored by %s", (version) => {
  it("shows all it showed before", () => {
    const { seen, dag } = openDag(version);
    expect(dag.engine.view()).toMatchObject(seen.view);
  });

  it("brings every run on that it had written down", async () => {
    const { seen, dag, stages } = openDag(version);
    await dag.engine.advance();
    await dag.desk.settle();
    expect(dag.destroyed).toEqual(["doomed"]);
    expect(dag.created.map(({ identity, admit }) => [identity.runId, admit])).toEqual([["accepted", false]]);
    expect(stages()).toMatchObject({ doomed: "gone", accepted: "waiting", live: "live", live_too: "live" });

    for (const runId of ["live", "live_too"]) {
      dag.runs.set(runId, { ...(seen.runs["live"] ?? dag.say("live", "running")), runId });
      await dag.engine.runChanged(dag.say(runId, "success"));
    }
    dag.desk.now += 3_600_000;
    await dag.engine.advance();
    expect(dag.admitted.toSorted()).toEqual(["accepted", "waiting"]);
  });

  it("makes the slot after the last one, and none again", async () => {
    const { seen, dag } = openDag(version);
    for (const runId of ["live", "live_too"]) await dag.engine.deleteRun(runId);
    dag.desk.now = Number(seen.view.nextRun?.runAfter);
    await dag.engine.advance();
    for (const { identity } of dag.created) await dag.engine.deleteRun(identity.runId);
    await dag.engine.advance();
    const slots = dag.created.filter(({ identity }) => identity.runType === "scheduled");
    expect(slots.map(({ identity }) => identity.logicalDate)).toEqual([seen.view.nextRun?.logicalDate]);
  });

  it("gives no id twice, not even a deleted run's", async () => {
    const { dag } = openDag(version);
    for (const runId of ["live", "waiting", "accepted", "ending", "doomed", "buried"])
      expect(await dag.engine.trigger(describeTrigger(runId))).toMatchObject({ error: { code: "run_id_taken" } });
  });

  it("makes what it had not made yet of the version that came, and leaves what runs alone", async () => {
    const { dag, stages } = openDag(version, NEW_VERSION);
    await dag.engine.advance();
    expect(dag.created.map(({ identity }) => [identity.runId, identity.graphHash, identity.bundleId])).toEqual([
      ["accepted", NEW_VERSION.hash, NEW_VERSION.bundleId],
    ]);
    expect(stages()).toMatchObject({ live: "live", waiting: "waiting" });
    expect(dag.engine.view()).toMatchObject({ graphHash: NEW_VERSION.hash, bundleId: NEW_VERSION.bundleId });
  });

  it("is refused and left unharmed when its store is a newer release's", () => {
    const { sql } = openDag(version);
    sql.exec("update schema_version set version = version + 1");
    sql.keep();
    const before = dumpSql(sql);
    expect(() => new DagUnderTest(sql, new Desk(0), SHIPPED)).toThrow(/newer release/);
    expect(dumpSql(sql)).toBe(before);
  });
});

interface SeenBusy extends Pick<SeenDag, "now" | "runs"> {
  readonly backfill: BackfillView;
  readonly bulk: BulkView;
}

describe.each(listVersionsOf("dag-busy"))("a busy DAG's object stored by %s", (version) => {
  const open = () => {
    const seen = readSeen<SeenBusy>(version, "dag-busy");
    const dag = new DagUnderTest(loadStore(version, "dag-busy"), new Desk(seen.now), SHIPPED);
    for (const [runId, view] of Object.entries(seen.runs)) dag.runs.set(runId, view);
    return { seen, dag };
  };

  it("shows all it showed before", () => {
    const { seen, dag } = open();
    expect(dag.engine.backfills?.find(BUSY.backfill)).toMatchObject(seen.backfill);
    expect(dag.engine.bulks?.find(BUSY.bulk)).toMatchObject(seen.bulk);
  });

  it("brings a bulk to its end, and goes on with a backfill only when it is told to", async () => {
    const { seen, dag } = open();
    await dag.engine.advance();
    expect(dag.engine.bulks?.find(BUSY.bulk)).toMatchObject({ state: "completed", total: 4, done: 3, failed: 1 });
    const ofBackfill = Object.values(seen.runs).filter(({ runType }) => runType === "backfill");
    for (const { runId } of ofBackfill) await dag.engine.runChanged(dag.say(runId, "success"));
    await dag.engine.advance();
    expect(dag.created).toEqual([]);
    dag.engine.backfills?.control({ v: 1, id: BUSY.backfill, action: "unpause", by: "ann" });
    await dag.engine.advance();
    expect(dag.created).toHaveLength(2);
    expect(dag.engine.backfills?.find(BUSY.backfill)?.progress).toMatchObject({ made: 4 });
  });
});

describe.each(VERSIONS)("a pool's object stored by %s", (version) => {
  const open = () => {
    const { now, view } = readSeen<{ now: number; view: object }>(version, "pool");
    const sql = loadStore(version, "pool");
    return { sql, view, pool: new PoolUnderTest(sql, new Desk(now), POOL) };
  };

  it("shows all it showed before, and grants no more than there is", async () => {
    const { view, pool } = open();
    expect(pool.engine.describe()).toMatchObject(view);
    const answer = await pool.engine.trade(describeTrade("three", [], ["load|0|1"]));
    expect(answer).toMatchObject({ granted: [], refused: [{ reason: { code: "pool_full" } }] });
  });

  it("calls back who waited, once slots are given back", async () => {
    const { pool } = open();
    await pool.engine.trade(describeTrade("one", ["load|0|1"], []));
    await pool.desk.settle();
    expect(pool.granted).toEqual([["default/stored/two", ["load|1|2"]]]);
    expect(pool.engine.describe()).toMatchObject({ held: POOL.slots, waiting: 0 });
  });

  it("finds out whose holders are gone", async () => {
    const { pool } = open();
    pool.desk.now += 120_000;
    await pool.engine.sweep();
    expect(pool.asked.toSorted()).toEqual(["default/stored/one", "default/stored/two"]);
    expect(pool.engine.describe()).toMatchObject({ held: 0, waiting: 0 });
  });

  it("is refused and left unharmed when its store is a newer release's", () => {
    const { sql } = open();
    sql.exec("update schema_version set version = version + 1");
    sql.keep();
    const before = dumpSql(sql);
    expect(() => new PoolUnderTest(sql, new Desk(0), POOL)).toThrow(/newer release/);
    expect(dumpSql(sql)).toBe(before);
  });
});

describe("what is stored now", () => {
  const newest = VERSIONS.at(-1) ?? "";
  /*
   * When this fails, what is stored has changed its shape. After a release: raise its version, keep reading the old one,
   * and write the next folder of fixtures. Before the first: write the folder again (scripts/write-store-fixtures.ts).
   */
  it(`has the shape of the newest fixtures, ${newest}`, async () => {
    for (const [file, text] of await writeFixtures()) {
      if (!file.endsWith(".sql")) continue;
      const stored = loadStore(newest, file.replace(".sql", ""));
      expect([file, ...describeShape(loadSql(text))]).toEqual([file, ...describeShape(stored)]);
    }
  });
});
