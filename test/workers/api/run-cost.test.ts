import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { estimateCost } from "../../../src/core/platform-cost.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { makeInstance, makeRun } from "../store/fixtures.ts";
import { createClient, startApp } from "./support.ts";

it("says what a run costs by its attempts, those of a mapped task each", async () => {
  const app = await startApp();
  const client = createClient(app, (await app.signIn("viewer")).text);
  app.objects.addRun({}, [{ taskId: "a" }]);
  const path = "/api/x/dags/etl/dagRuns/r1/cost";
  const empty = await client("GET", path);
  expect(empty.body).toMatchObject({ attempts: 0, object_requests: 5, usd: estimateCost(1, 0).usd });

  const key = { team: "default", dagId: "etl", runId: "r1" };
  const instances = [
    makeInstance({ ...key, taskId: "a", tryNumber: 3 }),
    makeInstance({ ...key, taskId: "b", mapIndex: 0, tryNumber: 1 }),
    makeInstance({ ...key, taskId: "b", mapIndex: 1, tryNumber: 2 }),
    makeInstance({ ...key, taskId: "c", tryNumber: 0, state: "skipped" }),
  ];
  await projectRun(env.DB, { run: makeRun(key), graphHash: "g", instances });
  const { status, body } = await client("GET", path);
  expect([status, body]).toEqual([
    200,
    {
      attempts: 7,
      object_requests: 13,
      object_rows_written: 29,
      queue_messages: 1,
      d1_rows_written: 17,
      usd: estimateCost(1, 7).usd,
    },
  ]);
  expect((await client("GET", "/api/x/dags/etl/dagRuns/none/cost")).status).toBe(404);
});
