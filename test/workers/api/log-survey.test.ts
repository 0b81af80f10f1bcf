import { beforeEach, expect, it } from "vitest";
import type { FakeRun } from "./fake-objects.ts";
import { createClient, startApp } from "./support.ts";

const LOG = "/api/x/dags/etl/dagRuns/r1/taskInstances/extract/logs";
let client: ReturnType<typeof createClient>;
let run: FakeRun;
beforeEach(async () => {
  const app = await startApp();
  client = createClient(app, (await app.signIn("viewer")).text);
  run = app.objects.addRun({}, [{ taskId: "extract", state: "failed" }]);
  run.logs = ["one", "two", "three", "broken", "end"].map((message, at) => ({
    at,
    level: message === "broken" ? "error" : "info",
    source: "task",
    message,
  }));
});

async function events(query: string): Promise<string[]> {
  const { body } = await client("GET", `${LOG}/1?${query}`);
  return (body as { lines: { event: string }[] }).lines.map(({ event }) => event);
}

it("shows a log at its end, at a line or about an error, with how much there is", async () => {
  const { body } = await client("GET", `${LOG}/1?error=last&from=1&limit=2`);
  expect(body).toMatchObject({ total: 5, first_error: 3, last_error: 3, from: 2 });
  expect(await events("error=last&from=1&limit=2")).toEqual(["three", "broken"]);
  expect(await events("from=-1")).toEqual(["end"]);
  expect(await events("from=1&limit=2")).toEqual(["two", "three"]);
  expect((await client("GET", `${LOG}/1?limit=0`)).body).toMatchObject({ total: 5, lines: [] });
});

it("refuses what is none", async () => {
  expect((await client("GET", `${LOG}/1?limit=1001`)).status).toBe(422);
  expect((await client("GET", `${LOG}/1?error=middle`)).status).toBe(422);
  expect((await client("GET", `${LOG}/2`)).status).toBe(404);
});
