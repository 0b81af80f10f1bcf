import { env } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import { addBackfill } from "../../../src/store/backfill.ts";
import { findDeployedHash } from "../../../src/store/deployment.ts";
import { projectDag, projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView, makeRun } from "../store/fixtures.ts";
import type { FakeDag } from "./fake-objects.ts";
import { createClient, seedDags, startApp, type TestApp } from "./support.ts";

const PATH = "/api/v2/dags/etl";
let app: TestApp;
let operator: ReturnType<typeof createClient>;
let dag: FakeDag;
beforeEach(async () => {
  app = await startApp();
  operator = createClient(app, (await app.signIn("operator")).text);
  await seedDags([createGraph([createTask("a")], { dagId: "etl" }), createGraph([createTask("a")])]);
  for (const runId of ["a", "b"]) {
    const run = makeRun({ runId, state: "success" });
    await projectRun(env.DB, { run, graphHash: "g", instances: [] });
    app.objects.addRun({ runId, state: "success" });
  }
  dag = app.objects.addDag(makeDagView());
  dag.runIds = ["a", "b"];
  dag.reproject = async (view) => void (await projectDag(env.DB, { view, seq: 9, at: 1 }));
});

it("deletes a DAG's past; what is deployed is there again without it", async () => {
  await operator("POST", `${PATH}/favorite`);
  expect(await operator("DELETE", PATH)).toMatchObject({ status: 200, body: null });
  expect(dag.deleted).toEqual(["a", "b"]);
  expect((await operator("GET", `${PATH}/dagRuns`)).body).toMatchObject({ total_entries: 0 });
  expect((await operator("GET", `${PATH}/details`)).body).toMatchObject({ dag_id: "etl", is_favorite: false });
  expect((await operator("GET", "/api/v2/dags")).body).toMatchObject({ total_entries: 2 });
  // The next tick takes the deployment up again, and finds what is missing.
  expect(await findDeployedHash(env.DB)).toBeNull();
  expect((await operator("GET", "/api/v2/eventLogs?event=delete_dag")).body).toMatchObject({ total_entries: 1 });
});

it("leaves nothing of one that is not deployed any more", async () => {
  dag.view = { ...dag.view, isStale: true };
  expect((await operator("DELETE", PATH)).status).toBe(200);
  expect((await operator("GET", PATH)).status).toBe(404);
  expect(await operator("DELETE", PATH)).toMatchObject({
    status: 404,
    body: { detail: "Dag with id: etl was not found" },
  });
});

it("deletes none under the hands of its carriers, or of a backfill", async () => {
  app.objects.addRun({ runId: "c" }, [{ state: "running" }]);
  dag.view = { ...dag.view, liveRuns: ["c"] };
  expect(await operator("DELETE", PATH)).toMatchObject({
    status: 409,
    body: { detail: "Task instances of dag with id: 'etl' are still running" },
  });
  dag.view = { ...dag.view, liveRuns: [] };
  const spec = { from: 0, to: 1, reprocess: "none", reverse: false, maxActiveRuns: 1, conf: null } as never;
  await addBackfill(env.DB, { team: "default", dagId: "etl", spec, by: "ann", at: 1 });
  expect((await operator("DELETE", PATH)).status).toBe(409);
  expect(dag.deleted).toEqual([]);
});

it("is for those who operate, and of their own team", async () => {
  const viewer = createClient(app, (await app.signIn("viewer")).text);
  const foreign = createClient(app, (await app.signIn("operator", "red")).text);
  expect((await viewer("DELETE", PATH)).status).toBe(403);
  expect((await foreign("DELETE", PATH)).status).toBe(404);
});
