import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { airflow } from "../../scripts/bench/engines/airflow.ts";
import { createClient } from "../../scripts/bench/http-client.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Answers by method and path, and keeps what it was asked. */
async function serve(answers: Readonly<Record<string, string>>) {
  const asked: { readonly what: string; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const what = `${request.method} ${request.url}`;
    asked.push({ what, authorization: request.headers.authorization });
    response.statusCode = what in answers ? 200 : 404;
    request.resume().on("end", () => response.end(answers[what] ?? "{}"));
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, asked, url: `http://127.0.0.1:${address.port}` };
}

const RUN = "/api/v2/dags/bench_a/dagRuns";
const run = {
  dag_run_id: "manual__2026-01-01T00:00:00+00:00",
  state: "queued",
  queued_at: "2026-01-01T00:00:00.250Z",
  start_date: null,
  end_date: null,
  run_after: "2026-01-01T00:00:00Z",
};
const OWN = `${RUN}/${encodeURIComponent(run.dag_run_id)}`;
const instance = { start_date: "2026-01-01T00:00:01Z", end_date: "2026-01-01T00:00:02Z" };
const ANSWERS = {
  "POST /auth/token": JSON.stringify({ access_token: "secret" }),
  "GET /api/v2/version": JSON.stringify({ version: "3.3.2" }),
  [`POST ${RUN}`]: JSON.stringify(run),
  [`GET ${OWN}/wait?interval=0.5`]: '{"state": "running"}\n{"state": "success"}\n',
  [`GET ${OWN}/taskInstances?limit=1&order_by=start_date`]: JSON.stringify({ task_instances: [instance] }),
  [`GET ${OWN}/taskInstances?limit=1&order_by=-end_date`]: JSON.stringify({
    task_instances: [{ ...instance, end_date: "2026-01-01T00:00:09.500Z" }],
  }),
  [`GET ${OWN}/taskInstances/begin/xcomEntries/return_value`]: JSON.stringify({ value: 7 }),
};

async function open(answers: Readonly<Record<string, string>>) {
  const { url, asked } = await serve(answers);
  const engine = await airflow.open({ url, username: "u", password: "p" });
  return { engine, asked };
}

describe("Airflow as an engine", () => {
  it("logs in once, shows its version, and is asked with the token", async () => {
    const { engine, asked } = await open(ANSWERS);
    expect(engine.name).toBe("Airflow 3.3.2");
    const { dag_run_id: id, queued_at: accepted } = await engine.trigger("bench_a");
    expect([id, accepted]).toEqual([run.dag_run_id, Date.parse(run.queued_at)]);
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, "Bearer secret", "Bearer secret"]);
    engine.client.close();
  });

  it("is measured from the first instance's start to the last one's end", async () => {
    const { engine } = await open(ANSWERS);
    await engine.waitEnd("bench_a", run.dag_run_id);
    expect(await engine.readSpan("bench_a", run.dag_run_id)).toBe(8_500);
    expect(await engine.readValue("bench_a", run.dag_run_id, "begin")).toBe(7);
    engine.client.close();
  });

  it("tells of a run that did not succeed", async () => {
    const { engine } = await open({ ...ANSWERS, [`GET ${OWN}/wait?interval=0.5`]: '{"state": "failed"}\n' });
    await expect(engine.waitEnd("bench_a", run.dag_run_id)).rejects.toThrow("failed");
    engine.client.close();
  });
});

describe("the client", () => {
  it("asks again when a connection it kept is closed under its call", async () => {
    const { server, asked, url } = await serve({ "GET /": "{}" });
    const client = createClient(url);
    await client.send("GET", "/");
    // The next call reaches the server by the kept connection, which is reset before it is answered.
    server.prependOnceListener("request", (request) => request.socket.resetAndDestroy());
    expect((await client.send("GET", "/")).status).toBe(200);
    expect(asked).toHaveLength(3);
    client.close();
  });

  it("does not hide that a new connection is refused", async () => {
    const { server, url } = await serve({});
    server.prependOnceListener("request", (request) => request.socket.resetAndDestroy());
    const client = createClient(url);
    await expect(client.send("GET", "/")).rejects.toThrow("ECONNRESET");
    client.close();
  });
});
