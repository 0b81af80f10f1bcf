import { beforeEach, describe, expect, it } from "vitest";
import { createClient, type ApiClient } from "../../../src/client/index.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { makeDagView } from "../store/fixtures.ts";
import { seedDags, startApp, type TestApp } from "../api/support.ts";

let app: TestApp;
let client: ApiClient;
let asked: string[];
beforeEach(async () => {
  app = await startApp();
  asked = [];
  const { text: token } = await app.signIn("operator");
  client = createClient("http://tradewind.example/", { token, fetch: send });
});

function send(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  asked.push(pathname + search);
  return app.send(pathname + search, init);
}

describe("the client", () => {
  it("asks the interface, and answers as it does", async () => {
    await seedDags([createGraph([createTask("a")], { dagId: "etl", tags: ["x"] })]);
    const query = { limit: 5, exclude_stale: true, tags: ["x", "y"], order_by: "dag_id" };
    const answer = await client.api.v2.dags.$get({ query });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    const { dags, total_entries: total } = await answer.json();
    expect([total, dags.map((dag) => dag.dag_id)]).toEqual([1, ["etl"]]);
    expect(asked).toEqual(["/api/v2/dags?limit=5&exclude_stale=true&tags=x&tags=y&order_by=dag_id"]);
  });

  it("sends a body as JSON", async () => {
    app.objects.addDag(makeDagView());
    const param = { dag_id: "etl" };
    const json = { dag_run_id: "r1", logical_date: null, conf: { day: "monday" } };
    const answer = await client.api.v2.dags[":dag_id"].dagRuns.$post({ param, json });
    if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
    expect(await answer.json()).toMatchObject({ dag_run_id: "r1", conf: { day: "monday" }, state: "queued" });
  });

  it("gives errors by their status, and throws none", async () => {
    const answer = await client.api.v2.dags[":dag_id"].$get({ param: { dag_id: "nothing" } });
    if (answer.status !== 404) throw new Error(`answered ${answer.status}`);
    expect((await answer.json()).detail).toContain("nothing");
  });

  it("puts any id into the path", async () => {
    const param = { dag_id: "a/b?c#d%e", dag_run_id: "r", task_id: "t", map_index: 0 };
    const run = client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"];
    await run.taskInstances[":task_id"][":map_index"].$get({ param });
    expect(asked).toEqual(["/api/v2/dags/a%2Fb%3Fc%23d%25e/dagRuns/r/taskInstances/t/0"]);
  });

  it("asks for the token before each request, and sends none when there is none", async () => {
    const { text } = await app.signIn("viewer");
    const tokens = [undefined, text];
    const late = createClient("http://tradewind.example", { token: () => tokens.shift(), fetch: send });
    expect((await late.api.v2.dags.$get()).status).toBe(401);
    expect((await late.api.v2.dags.$get()).status).toBe(200);
  });
});
