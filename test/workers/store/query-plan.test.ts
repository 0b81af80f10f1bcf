import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { listDags, listDagsToAdvance } from "../../../src/store/dag.ts";
import { countRunStates } from "../../../src/store/dag-stats.ts";
import { listRuns, type RunFilter } from "../../../src/store/dag-run.ts";
import { listTaskInstances, type InstanceFilter } from "../../../src/store/task-instance.ts";
import { spyOn } from "./spy-database.ts";

/** The plans of all statements that a call prepares, one line per step. */
async function explain(call: (db: D1Database) => Promise<unknown>): Promise<string[]> {
  const spied = spyOn(env.DB);
  await call(spied.db);
  expect(spied.statements.length).toBeGreaterThan(0);
  const plans = await Promise.all(
    spied.statements.map((text) => {
      const nulls = Array.from(text.matchAll(/\?/g), () => null);
      return env.DB.prepare(`explain query plan ${text}`)
        .bind(...nulls)
        .all<{ detail: string }>();
    }),
  );
  return plans.flatMap(({ results }) => results.map(({ detail }) => detail));
}

/**
 * Scans of a table by anything but an index. Reading an index in its order and stopping early is no scan of the table, nor
 * is reading the window that was taken from it and bears its name.
 */
function findScans(plan: readonly string[]): string[] {
  const scans = plan.filter((step) => /^SCAN (dag_run|task_instance)\b(?!.*USING (COVERING )?INDEX)/.test(step));
  return plan.some((step) => /^(CO-ROUTINE|MATERIALIZE) (dag_run|task_instance)$/.test(step)) ? scans.slice(1) : scans;
}

/** Sorts of more than one run's rows: joined to runs in order, only the instances of one run at a time are sorted. */
function findSorts(plan: readonly string[]): string[] {
  const isJoined =
    plan.some((step) => step.includes("INDEX dag_run")) && plan.some((step) => step.includes("SEARCH task_instance"));
  const sorts = plan.filter((step) => step.includes("TEMP B-TREE"));
  return isJoined ? sorts.filter((step) => !step.includes("FOR LAST 2 TERMS")) : sorts;
}

const one = { team: "default", dagId: "etl" };
const makeCursor = (list: "runs" | "instances", filter: object): string => {
  const names = { runs: 4, instances: 6 };
  const key = [1, ...Array.from({ length: names[list] - 1 }, () => "x")];
  const values = "dagId" in filter ? key.toSpliced(1, 2) : key;
  return btoa(JSON.stringify(["-run_after", ...values])).replaceAll("=", "");
};

describe("runs are read in the order of an index", () => {
  const filters: [index: string, filter: RunFilter][] = [
    ["dag_run_by_run_after", {}],
    ["dag_run_by_run_after", { team: "default" }],
    ["dag_run_by_run_after", { orderBy: ["run_after"], offset: 100 }],
    ["dag_run_by_run_after", { runAfter: { gte: 1, lt: 2 }, dagIdPattern: "x", runTypes: ["manual", "scheduled"] }],
    ["dag_run_by_run_after", { states: ["success"] }],
    ["dag_run_by_dag", one],
    ["dag_run_by_dag", { ...one, runAfter: { gte: 1 }, states: ["failed"] }],
    ["dag_run_by_state", { states: ["failed"] }],
    ["dag_run_by_state", { team: "default", states: ["running"], startedAt: { gt: 1 } }],
  ];
  it.each(filters)("%s: %j", async (index, filter) => {
    for (const page of [filter, { ...filter, orderBy: ["-run_after"], cursor: makeCursor("runs", filter) }]) {
      const plan = await explain((db) => listRuns(db, page));
      expect({ scans: findScans(plan), sorts: findSorts(plan) }).toEqual({ scans: [], sorts: [] });
      expect(plan.join("\n")).toContain(index);
    }
  });

  it.each([
    [null, undefined],
    ["default", undefined],
    [null, [one, { team: "blue", dagId: "etl" }]],
  ] as const)("and counted by state from indexes alone: %j, %j", async (team, keys) => {
    const plan = await explain((db) => countRunStates(db, team, keys));
    const reads = plan.filter((step) => /^(SCAN|SEARCH) r\b/.test(step));
    expect(reads).toHaveLength(2);
    for (const step of reads) expect(step).toMatch(/ USING COVERING INDEX dag_run_by_(dag|state)/);
  });

  it("also where what was read must then be sorted", async () => {
    for (const filter of [
      { orderBy: ["-start_date"] },
      { ...one, orderBy: ["state"] },
      { states: ["queued", "running"] as const },
    ]) {
      expect(findScans(await explain((db) => listRuns(db, filter)))).toEqual([]);
    }
  });
});

describe("task instances are read in the order of an index", () => {
  const filters: [index: string, filter: InstanceFilter][] = [
    ["dag_run_by_run_after", {}],
    ["dag_run_by_run_after", { team: "default", taskIdPattern: "x" }],
    ["dag_run_by_dag", one],
    ["dag_run_by_dag", { ...one, states: ["success"] }],
    ["task_instance_by_state", { states: ["failed"] }],
    ["task_instance_by_state", { team: "default", states: ["running"], pools: ["a", "b"] }],
  ];
  it.each(filters)("%s: %j", async (index, filter) => {
    for (const page of [filter, { ...filter, orderBy: ["-run_after"], cursor: makeCursor("instances", filter) }]) {
      const plan = await explain((db) => listTaskInstances(db, page));
      expect({ scans: findScans(plan), sorts: findSorts(plan) }).toEqual({ scans: [], sorts: [] });
      expect(plan.join("\n")).toContain(index);
    }
  });

  it("those in a state are counted from its index alone", async () => {
    const plan = await explain((db) => listTaskInstances(db, { states: ["failed"] }));
    expect(plan.filter((step) => step.includes("USING COVERING INDEX task_instance_by_state"))).toHaveLength(1);
  });

  it("and those of one run by its key", async () => {
    const plan = await explain((db) => listTaskInstances(db, { ...one, runId: "r" }));
    expect(plan.every((step) => !step.startsWith("SCAN task_instance"))).toBe(true);
    expect(plan).toContain("SEARCH task_instance USING PRIMARY KEY (team=? AND dag_id=? AND run_id=?)");
    expect(findSorts(plan)).toEqual([]);
  });

  it("also where what was read must then be sorted", async () => {
    for (const filter of [
      { orderBy: ["-start_date"] },
      { ...one, runId: "r", orderBy: ["state"] },
      { states: ["queued", "running"] as const },
    ]) {
      expect(findScans(await explain((db) => listTaskInstances(db, filter)))).toEqual([]);
    }
  });
});

describe("DAGs", () => {
  it("to advance are found by three indexes", async () => {
    const plan = (await explain((db) => listDagsToAdvance(db, 1, 1))).join("\n");
    expect(plan).not.toMatch(/SCAN dag(?! USING INDEX dag_with_live_runs)/);
    for (const index of ["dag_by_due_at", "dag_with_live_runs", "dag_by_sweep_minute"]) expect(plan).toContain(index);
  });

  it("are filtered by their last run without reading their runs", async () => {
    expect(findScans(await explain((db) => listDags(db, { lastRunState: "failed" })))).toEqual([]);
  });
});

it("finds a scan where there is one", async () => {
  const scan = (db: D1Database) => db.prepare("select * from dag_run where note = 'x'").all();
  expect(findScans(await explain(scan))).toEqual(["SCAN dag_run"]);
});
