import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import type { TaskNode } from "../../../src/core/graph.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";
import { createClient, seedDags, startApp, type TestApp } from "./support.ts";

interface Grid {
  readonly tasks_key: string;
  readonly tasks: readonly { readonly task_id: string; readonly is_removed: boolean }[] | null;
  readonly runs: readonly { readonly dag_run_id: string; readonly cells: string; readonly version_number: number }[];
  readonly next_cursor: string | null;
}

let app: TestApp;
let client: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("viewer", "default")).text);
});

/** Deploys a version, and returns its hash. */
async function deploy(tasks: readonly (string | TaskNode)[], version: string): Promise<string> {
  const nodes = tasks.map((task) => (typeof task === "string" ? createTask(task) : task));
  await seedDags([createGraph(nodes, { dagId: "etl" })], version);
  return `graph-of-etl in ${version}`;
}

async function ask(query = ""): Promise<Grid> {
  const { status, body } = await client("GET", `/api/x/dags/etl/grid${query}`);
  expect(status).toBe(200);
  return body as Grid;
}

describe("the grid", () => {
  it("gives a letter a task, newest run first, page by page", async () => {
    const graphHash = await deploy(["a", "b", "c"], "v1");
    for (const [runId, runAfter, cells] of [
      ["r1", 1_000, "s3"],
      ["r2", 2_000, "sfu"],
      ["r3", 3_000, "rn2"],
    ] as const) {
      await projectRun(env.DB, { run: makeRun({ runId, runAfter, graphHash }), graphHash, instances: [], cells });
    }
    const first = await ask("?runs=2");
    expect(first).toMatchObject({
      tasks: [{ task_id: "a", is_mapped: false }, { task_id: "b" }, { task_id: "c" }],
      runs: [
        { dag_run_id: "r3", cells: "rn2", revision: 1, version_number: 1 },
        { dag_run_id: "r2", cells: "sfu" },
      ],
    });
    const second = await ask(`?runs=2&known=${encodeURIComponent(first.tasks_key)}&cursor=${first.next_cursor ?? ""}`);
    expect(second).toMatchObject({ tasks: null, groups: null, runs: [{ dag_run_id: "r1" }], next_cursor: null });
    expect((await client("GET", "/api/x/dags/etl/grid?cursor=x")).status).toBe(422);
  });

  it("brings runs of an older version into the newest one's order", async () => {
    const old = await deploy(["gone", "a", "b"], "v1");
    const cells = "fsk";
    await projectRun(env.DB, { run: makeRun({ graphHash: old }), graphHash: old, instances: [], cells });
    await deploy(["b", "new", "a"], "v2");
    const { tasks, runs } = await ask();
    expect(tasks?.map(({ task_id, is_removed }) => [task_id, is_removed])).toEqual([
      ["b", false],
      ["new", false],
      ["a", false],
      ["gone", true],
    ]);
    expect(runs).toMatchObject([{ cells: "k.sf", version_number: 1 }]);
  });

  it("counts what rows of a release before do not say", async () => {
    const graphHash = await deploy(["extract", "load"], "v1");
    const run = makeRun({ graphHash });
    const many = [0, 1, 2].map((mapIndex) => makeInstance({ taskId: "load", mapIndex, state: "success" }));
    const instances = [
      makeInstance({ state: "success" }),
      ...many,
      makeInstance({ taskId: "load", mapIndex: 3, state: "failed" }),
    ];
    await projectRun(env.DB, { run, graphHash, instances });
    expect((await ask()).runs).toMatchObject([{ cells: "sf|1:fs3" }]);
  });

  it("is small for many tasks and runs", async () => {
    const ids = Array.from({ length: 2_000 }, (_, at) => `task_${at}`);
    const graphHash = await deploy(ids, "v1");
    for (let hour = 0; hour < 50; hour += 1) {
      const run = makeRun({ runId: `r${hour}`, runAfter: hour, graphHash });
      await projectRun(env.DB, { run, graphHash, instances: [], cells: "s900fs1099" });
    }
    const known = encodeURIComponent((await ask("?runs=1")).tasks_key);
    const { text } = await client("GET", `/api/x/dags/etl/grid?runs=50&known=${known}`);
    expect(text.length).toBeLessThan(50 * 350);
  });

  it("is not shown to another team", async () => {
    await deploy(["a"], "v1");
    const blue = createClient(app, (await app.signIn("viewer", "blue")).text);
    expect((await blue("GET", "/api/x/dags/etl/grid")).status).toBe(404);
    expect((await client("GET", "/api/x/dags/none/grid")).status).toBe(404);
  });
});
