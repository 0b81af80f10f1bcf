import { describe, expect, it } from "vitest";
import { isRunEnded, isTerminal } from "../../src/core/state.ts";
import type { FinishRequest, HeartbeatRequest, RunView } from "../../src/core/protocol.ts";
import type { MemorySql } from "../support/world/memory-sql.ts";
import { carryOn } from "./support/carry-on.ts";
import { Desk } from "./support/desk.ts";
import { dumpSql } from "./support/dump.ts";
import { listRuns, loadStore, readSeen, VERSIONS } from "./support/fixtures.ts";
import { cutRows, storeUnknown } from "./support/future.ts";
import { RunUnderTest } from "./support/run-object.ts";
import { seeRun } from "./support/see-run.ts";
import type { SeenRun } from "./support/see-run.ts";

const stores = VERSIONS.flatMap((version) => listRuns(version).map((name) => [version, name] as const));
const MINUTE = 60_000;
/** Tokens of this life are none of those that are stored. */
const FIRST_TOKEN = 1_000_000;

function open(version: string, name: string, change: (sql: MemorySql) => void = () => undefined) {
  const seen = readSeen<SeenRun>(version, name);
  const sql = loadStore(version, name);
  change(sql);
  const run = new RunUnderTest(sql, new Desk(seen.now, seen.blobs, FIRST_TOKEN));
  run.poolSlots = 1;
  return { seen, sql, run };
}

/** Coming back to memory sends anew what was queued, and that is a row of its own. */
function withoutSeq(seen: SeenRun) {
  const { seq: _seq, ...view } = seen.view ?? { seq: 0 };
  return { instances: seen.instances, tries: seen.tries, values: seen.values, logs: seen.logs, view };
}

describe.each(stores)("a run stored by %s: %s", (version, name) => {
  it("shows all it showed before", async () => {
    const { seen, run } = open(version, name);
    expect(withoutSeq(await seeRun(run))).toMatchObject(withoutSeq(seen));
  });

  it.each([
    ["fields nobody knows", storeUnknown],
    ["rows cut elsewhere", cutRows],
  ])("minds no %s", async (_, change) => {
    const { seen, run } = open(version, name, change);
    expect(withoutSeq(await seeRun(run))).toMatchObject(withoutSeq(seen));
    const plain = open(version, name).run;
    await carryOn(plain);
    await carryOn(run);
    expect((await seeRun(run)).instances).toMatchObject((await seeRun(plain)).instances);
  });

  it("goes on to its end, and tells it", async () => {
    const { seen, run } = open(version, name);
    await carryOn(run);
    const after = await seeRun(run);
    expect(after.view?.state).toBe(expectedEnd(seen));
    expect(after.instances.filter(({ state }) => !isTerminal(state))).toEqual([]);
    expect((await run.engine.wake())?.isAtRest).toBe(true);
    if (seen.view !== null && isRunEnded(seen.view.state)) return;
    expect(run.heard.ended.at(-1)).toEqual(after.view);
    expect(run.heard.projected.at(-1)).toEqual(after.view);
  });

  it("keeps what was committed before", async () => {
    const { seen, run } = open(version, name);
    await carryOn(run);
    const after = await seeRun(run);
    seen.instances.forEach((before, index) => {
      if (before.state !== "success") return;
      const same = after.instances.findIndex(
        ({ taskId, mapIndex }) => taskId === before.taskId && mapIndex === before.mapIndex,
      );
      expect(after.instances[same]).toEqual(before);
      expect(after.values[same]).toEqual(seen.values[index]);
    });
  });

  it.each([
    ["its store's version", "update mark set value = 3 where name = 'version'"],
    ["a journal row", 'update journal set text = replace(text, \'{"v":1,"seq"\', \'{"v":2,"seq"\')'],
    ["what it was made with", "update journal set text = replace(text, '{\"v\":1', '{\"v\":2') where seq = 0"],
  ])("is refused and left unharmed when %s is a newer release's", (_, statement) => {
    const sql = loadStore(version, name);
    sql.exec(statement);
    sql.keep();
    const before = dumpSql(sql);
    expect(() => new RunUnderTest(sql, new Desk(0)).engine.load()).toThrow(/newer release/);
    expect(dumpSql(sql)).toBe(before);
  });
});

/** Of the stored runs, those with an attempt that failed for good or that were cancelled fail. */
function expectedEnd({ view, instances }: SeenRun): RunView["state"] {
  if (view !== null && isRunEnded(view.state)) return view.state;
  return instances.some(({ state }) => state === "failed" || state === "upstream_failed") ? "failed" : "success";
}

describe.each(VERSIONS)("attempts that ran while the release after %s came", (version) => {
  const read = () =>
    readSeen<{ finishRequest: FinishRequest; heartbeatRequest: HeartbeatRequest }>(version, "messages");

  it("commit once, under the code that came", async () => {
    const { run } = open(version, "run-running");
    const { finishRequest } = read();
    expect(run.carriers.finish(finishRequest)).toMatchObject({ stale: [] });
    const key = { taskId: "limited", mapIndex: -1 };
    expect(run.reader.getInstance(key)).toMatchObject({ state: "success", tryNumber: 1 });
    expect(run.reader.listXComs(key)).toMatchObject([{ key: "return_value", value: { rows: 3 } }]);
    const seq = run.actions.view()?.seq;
    expect(run.carriers.finish({ ...finishRequest, take: 0 })).toMatchObject({
      stale: finishRequest.finishes.map(({ taskId, mapIndex }) => ({ taskId, mapIndex })),
    });
    expect(run.actions.view()?.seq).toBe(seq);
    await run.desk.settle();
  });

  it("keep their lease while they beat, and are told to stop what was cleared", () => {
    const { run } = open(version, "run-running");
    expect(run.carriers.heartbeat(read().heartbeatRequest)).toEqual({
      v: 1,
      stop: [{ taskId: "stopped", mapIndex: -1 }],
    });
    expect(run.reader.getInstance({ taskId: "slow", mapIndex: -1 })?.state).toBe("running");
  });

  it("are lost when their carrier went with the deployment, and tried again", async () => {
    const { run } = open(version, "run-running");
    run.desk.now += MINUTE;
    await run.engine.drain();
    await run.desk.settle();
    for (const taskId of ["slow", "limited"]) {
      const instance = run.reader.getInstance({ taskId, mapIndex: -1 });
      expect(instance).toMatchObject({ state: "up_for_retry", reason: { code: "lost_heartbeat" } });
    }
    expect(run.carriers.finish(read().finishRequest)).toMatchObject({ leases: [], stale: [{}, {}] });
  });
});
