import { beforeEach, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { createClient, seedDags, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let mine: ReturnType<typeof createClient>;
let theirs: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  mine = createClient(app, (await app.signIn("viewer")).text);
  theirs = createClient(app, (await app.signIn("operator")).text);
  const task = createTask("a");
  await seedDags(["etl", "other"].map((dagId) => createGraph([task], { dagId })));
});

async function listIds(client: typeof mine, query: string): Promise<string[]> {
  const { body } = await client("GET", `/api/v2/dags?${query}`);
  return (body as { dags: { dag_id: string }[] }).dags.map(({ dag_id }) => dag_id);
}

it("are each user's own", async () => {
  expect((await mine("POST", "/api/v2/dags/etl/favorite")).status).toBe(204);
  expect((await mine("POST", "/api/v2/dags/etl/favorite")).status).toBe(204);
  expect(await listIds(mine, "is_favorite=true")).toEqual(["etl"]);
  expect(await listIds(mine, "is_favorite=false")).toEqual(["other"]);
  expect(await listIds(theirs, "is_favorite=true")).toEqual([]);
  expect((await mine("GET", "/api/v2/dags/etl/details")).body).toMatchObject({ is_favorite: true });
  expect((await theirs("GET", "/api/v2/dags/etl/details")).body).toMatchObject({ is_favorite: false });
  const etl = (isFavorite: boolean) => ({
    dags: [
      { dag_id: "etl", is_favorite: isFavorite },
      { dag_id: "other", is_favorite: false },
    ],
  });
  expect((await mine("GET", "/api/x/dags")).body).toMatchObject(etl(true));
  expect((await theirs("GET", "/api/x/dags")).body).toMatchObject(etl(false));
});

it("are none any more when they are dropped", async () => {
  await mine("POST", "/api/v2/dags/etl/favorite");
  expect((await mine("POST", "/api/v2/dags/etl/unfavorite")).status).toBe(204);
  expect(await listIds(mine, "is_favorite=true")).toEqual([]);
  expect(await mine("POST", "/api/v2/dags/etl/unfavorite")).toMatchObject({
    status: 409,
    body: { detail: "DAG is not marked as favorite" },
  });
});

it("leave a trace, and are of DAGs there are", async () => {
  await mine("POST", "/api/v2/dags/etl/favorite");
  expect((await theirs("GET", "/api/v2/eventLogs?event=favorite_dag")).body).toMatchObject({ total_entries: 1 });
  expect((await mine("POST", "/api/v2/dags/no/favorite")).status).toBe(404);
  expect((await mine("POST", "/api/v2/dags/red.etl/unfavorite")).status).toBe(404);
  expect((await mine("GET", "/api/v2/dags?is_favorite=perhaps")).status).toBe(422);
});
