import { env } from "cloudflare:test";
import { beforeAll, describe, expect, it } from "vitest";
import { listDags, listDagsToAdvance, type DagFilter } from "../../../src/store/dag.ts";
import { listRuns, type RunFilter } from "../../../src/store/dag-run.ts";
import type { ListPage, ListResult } from "../../../src/store/list.ts";
import { projectDag, projectRun } from "../../../src/store/projection.ts";
import { hashSweepMinute } from "../../../src/store/sweep-minute.ts";
import { listTaskInstances, type InstanceFilter } from "../../../src/store/task-instance.ts";
import { makeDagView, makeInstance, makeRun } from "./fixtures.ts";

const db = env.DB;
const HOSTILE = [
  "run_after; drop table dag_run",
  "run_after desc",
  "(select hash from token)",
  "__proto__",
  "constructor",
  "-",
  "",
  "--run_after",
];

/** Run n of DAG a or b at run_after 1000 n, every fourth failed, every fifth of team red. */
async function writeRun(n: number): Promise<void> {
  const key = { team: n % 5 === 0 ? "red" : "default", dagId: n % 2 === 0 ? "a" : "b", runId: `run_${n}` };
  const state = n % 4 === 0 ? "failed" : "success";
  const run = makeRun({
    ...key,
    runAfter: n * 1_000,
    state,
    startedAt: n % 3 === 0 ? null : 5_000 - n,
    endedAt: 6_000,
  });
  const tasks = ["x", "y"].map((taskId) => makeInstance({ ...key, taskId, state: taskId === "x" ? state : "success" }));
  await projectRun(db, { run, graphHash: `g${n}`, instances: tasks });
}

beforeAll(async () => {
  for (let n = 1; n <= 20; n += 1) await writeRun(n);
});

async function take<T>(result: Promise<ListResult<T>>): Promise<ListPage<T>> {
  const page = await result;
  if (!page.ok) throw new Error(JSON.stringify(page.error));
  return page.value;
}
const numbersOf = async (filter: RunFilter) =>
  (await take(listRuns(db, filter))).items.map(({ runId }) => Number(runId.slice(4)));
const tasksOf = async (filter: InstanceFilter) =>
  (await take(listTaskInstances(db, filter))).items.map(({ runId, taskId }) => `${runId.slice(4)}${taskId}`);

describe("listRuns", () => {
  const cases: [filter: RunFilter, numbers: number[]][] = [
    [{ limit: 3 }, [20, 19, 18]],
    [{ limit: 3, offset: 2 }, [18, 17, 16]],
    [{ limit: 3, orderBy: ["run_after"] }, [1, 2, 3]],
    [{ team: "red" }, [20, 15, 10, 5]],
    [{ team: "default", dagId: "a", limit: 2 }, [18, 16]],
    [{ team: "default", dagId: "a", states: ["failed"] }, [16, 12, 8, 4]],
    [{ states: ["failed"] }, [20, 16, 12, 8, 4]],
    [{ states: ["failed", "queued"], runAfter: { lt: 9_000 } }, [8, 4]],
    [{ states: ["failed", "success"], limit: 2 }, [20, 19]],
    [{ states: [] }, []],
    [{ dagIds: [] }, []],
    [{ dagIds: ["a"], runAfter: { gte: 16_000, lte: 18_000 } }, [18, 16]],
    [{ runIds: ["run_3", "run_7"] }, [7, 3]],
    [{ runIdPattern: "UN_2" }, [20, 2]],
    [{ runIdPattern: "n_3|n_4" }, [4, 3]],
    [{ runIdPattern: "r%_1%9" }, [19]],
    [{ runIdPattern: "~", limit: 1 }, [20]],
    [{ runIdPattern: "_%_", limit: 1 }, [20]],
    [{ runIdPattern: "' or 1=1 --" }, []],
    [{ runIdPattern: "run_1".repeat(40) }, []],
    [{ runIdPrefix: "run_2" }, [20, 2]],
    [{ runIdPrefix: "un_" }, []],
    [{ duration: { gte: 1_000 }, orderBy: ["duration"], limit: 2 }, [1, 2]],
    [{ team: "red", orderBy: ["state", "-run_after"] }, [20, 15, 10, 5]],
    [{ team: "red", orderBy: ["start_date"] }, [15, 20, 10, 5]],
    [{ team: "red", orderBy: ["-start_date"] }, [5, 10, 20, 15]],
  ];
  it.each(cases)("%j", async (filter, numbers) => {
    expect(await numbersOf(filter)).toEqual(numbers);
  });

  it("says how many match", async () => {
    expect(await take(listRuns(db, { states: ["failed"], limit: 1 }))).toMatchObject({ total: 5, isExact: true });
  });

  it("refuses an order it does not know, and names those it does", async () => {
    for (const orderBy of HOSTILE) {
      const result = await listRuns(db, { orderBy: [orderBy] });
      const refused = orderBy.startsWith("-") ? orderBy.slice(1) : orderBy;
      const allowed: unknown = expect.stringContaining("run_after, id, dag_id");
      expect(result).toEqual({ ok: false, error: { code: "unknown_order_by", params: { orderBy: refused, allowed } } });
    }
    expect(await numbersOf({ limit: 1 })).toEqual([20]);
  });

  const pages: RunFilter[] = [{ limit: 0 }, { limit: 1_001 }, { limit: 1.5 }, { offset: -1 }, { limit: Number.NaN }];
  it.each(pages)("refuses the page %j", async (filter) => {
    expect(await listRuns(db, filter)).toMatchObject({ ok: false, error: { code: "invalid_page" } });
  });

  it("refuses a cursor that is forged, foreign, or of another order", async () => {
    const { nextCursor } = await take(listRuns(db, { limit: 1 }));
    for (const cursor of ["x", "€", "bnVsbA", nextCursor?.slice(2) ?? "", "e".repeat(5_000)]) {
      expect(await listRuns(db, { cursor })).toMatchObject({ ok: false, error: { code: "invalid_cursor" } });
    }
    for (const orderBy of [["state"], ["run_after"]]) {
      const other = await listRuns(db, { cursor: nextCursor, orderBy });
      expect(other).toMatchObject({ ok: false, error: { code: "invalid_cursor" } });
    }
  });
});

describe("cursors", () => {
  const orders: (readonly string[])[] = [
    [],
    ["run_after"],
    ["-start_date"],
    ["start_date"],
    ["dag_id", "state"],
    ["-duration"],
  ];
  it.each(orders.map((orderBy) => [orderBy]))(
    "visit every run once, ordered by %j, while runs are added",
    async (orderBy) => {
      const before = await numbersOf({ limit: 100 });
      const seen: number[] = [];
      let cursor: string | null = null;
      let added = 1_000 + seen.length + before.length * 10;
      do {
        const page: ListPage<{ runId: string }> = await take(listRuns(db, { limit: 7, orderBy, cursor }));
        seen.push(...page.items.map(({ runId }) => Number(runId.slice(4))));
        cursor = page.nextCursor;
        await writeRun((added += 1));
      } while (cursor !== null);
      expect(seen.filter((n) => before.includes(n)).toSorted((a, b) => b - a)).toEqual(before);
      expect(new Set(seen).size).toBe(seen.length);
      await db.batch(
        ["dag_run", "task_instance"].map((name) =>
          db.prepare(`delete from ${name} where run_after > 20000 or run_id like 'run____%'`),
        ),
      );
    },
  );

  it("are not given for orders of mixed direction", async () => {
    expect(await take(listRuns(db, { limit: 2, orderBy: ["state", "-start_date"] }))).toMatchObject({
      nextCursor: null,
    });
  });
});

describe("listTaskInstances", () => {
  const cases: [filter: InstanceFilter, tasks: string[]][] = [
    [{ limit: 3 }, ["20y", "20x", "19y"]],
    [{ limit: 3, orderBy: ["run_after"] }, ["1x", "1y", "2x"]],
    [{ team: "default", dagId: "a", limit: 3 }, ["18y", "18x", "16y"]],
    [{ team: "default", dagId: "a", runId: "run_4" }, ["4x", "4y"]],
    [{ team: "default", dagId: "a", runId: "run_4", orderBy: ["-task_id"] }, ["4y", "4x"]],
    [{ team: "default", dagId: "a", runId: "run_4", states: ["failed"] }, ["4x"]],
    [{ states: ["failed"] }, ["20x", "16x", "12x", "8x", "4x"]],
    [{ team: "red", states: ["failed"] }, ["20x"]],
    [{ taskIds: ["y"], limit: 2 }, ["20y", "19y"]],
    [{ taskIdPattern: "Y", runAfter: { lt: 3_000 } }, ["2y", "1y"]],
    [{ team: "red", orderBy: ["task_id", "-run_after"], limit: 5 }, ["20x", "15x", "10x", "5x", "20y"]],
  ];
  it.each(cases)("%j", async (filter, tasks) => {
    expect(await tasksOf(filter)).toEqual(tasks);
  });

  it("pages by cursor through the runs", async () => {
    const first = await take(listTaskInstances(db, { limit: 3 }));
    expect(await tasksOf({ limit: 3, cursor: first.nextCursor })).toEqual(["19x", "18y", "18x"]);
  });
});

describe("totals", () => {
  it("are exact up to 10,000 and say when they are not", async () => {
    const key = { team: "big", dagId: "big", runId: "big" };
    const instances = Array.from({ length: 10_001 }, (_, mapIndex) => makeInstance({ ...key, mapIndex }));
    const run = makeRun({ ...key, runAfter: 1 });
    await projectRun(db, { run, graphHash: "g", instances: instances.slice(1) });
    expect(await take(listTaskInstances(db, { ...key, limit: 1 }))).toMatchObject({ total: 10_000, isExact: true });
    await projectRun(db, { run: { ...run, seq: 2 }, graphHash: "g", instances: instances.slice(0, 1) });
    expect(await take(listTaskInstances(db, { ...key, limit: 1 }))).toMatchObject({ total: 10_000, isExact: false });
  });
});

describe("DAGs", () => {
  const dags = [
    { dagId: "due", dueAt: 1_000, liveRuns: [] },
    { dagId: "later", dueAt: 1_001, liveRuns: [] },
    { dagId: "live", dueAt: null, liveRuns: ["r"] },
    { dagId: "idle", dueAt: null, liveRuns: [] },
  ];
  const slice =
    [0, 1, 2].find((minute) => dags.every(({ dagId }) => hashSweepMinute({ team: "t", dagId }) !== minute)) ?? 59;

  beforeAll(async () => {
    for (const dag of dags) await projectDag(db, { view: makeDagView({ ...dag, team: "t" }), seq: 1, at: 1 });
    await db.prepare(`update dag set tags = '["etl","x"]', owners = '["ann"]' where dag_id in ('due', 'live')`).run();
    await db.prepare(`update dag set tags = '["etl"]' where dag_id = 'idle'`).run();
  });

  it("that are due or live are advanced", async () => {
    const found = await listDagsToAdvance(db, 1_000, slice);
    expect(found.map(({ team, dagId }) => `${team}/${dagId}`).toSorted()).toEqual(["t/due", "t/live"]);
  });

  it("say whether their team's default pool has a limit", async () => {
    const of = async (slots: number): Promise<boolean[]> => {
      await db
        .prepare("insert or replace into pool (team, name, slots) values ('t', 'default_pool', ?)")
        .bind(slots)
        .run();
      return (await listDagsToAdvance(db, 1_000, slice)).map(({ isDefaultPoolLimited }) => isDefaultPoolLimited);
    };
    expect(await of(128)).toEqual([true, true]);
    expect(await of(-1)).toEqual([false, false]);
  });

  it("are all advanced once within an hour", async () => {
    const minutes = Array.from({ length: 60 }, (_, minute) => minute);
    const found = await Promise.all(minutes.map((minute) => listDagsToAdvance(db, 0, minute)));
    const idle = found.flat().filter(({ dagId }) => dagId === "idle");
    expect(idle).toEqual([{ team: "t", dagId: "idle", isDefaultPoolLimited: false }]);
  });

  const cases: [filter: DagFilter, ids: string[]][] = [
    [{}, ["due", "idle", "later", "live"]],
    [{ tags: ["etl"] }, ["due", "idle", "live"]],
    [{ tags: ["etl", "x"], tagsMatchMode: "all" }, ["due", "live"]],
    [{ tags: ["nothing", "x"] }, ["due", "live"]],
    [{ owners: ["ann"] }, ["due", "live"]],
    [{ dagIdPattern: "L", orderBy: ["-dag_id"] }, ["live", "later", "idle"]],
    [{ isPaused: true }, []],
    [{ limit: 2, offset: 1 }, ["idle", "later"]],
    [{ team: "other" }, []],
    [{ orderBy: ["-is_paused"] }, ["live", "later", "idle", "due"]],
    [{ lastRunState: "failed" }, []],
  ];
  it.each(cases)("are listed by %j", async (filter, ids) => {
    const { items } = await take(listDags(db, { team: "t", ...filter }));
    expect(items.map(({ dagId }) => dagId)).toEqual(ids);
  });

  it("are found by the state of their last run", async () => {
    await projectDag(db, { view: makeDagView({ team: "red", dagId: "a" }), seq: 1, at: 1 });
    const found = async (lastRunState: "failed" | "success") =>
      (await take(listDags(db, { team: "red", lastRunState }))).total;
    expect([await found("failed"), await found("success")]).toEqual([1, 0]);
  });
});
