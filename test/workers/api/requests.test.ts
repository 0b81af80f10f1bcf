import { beforeEach, describe, expect, it } from "vitest";
import { BODY_LIMIT } from "../../../src/api/read-body.ts";
import { makeDagView } from "../store/fixtures.ts";
import { containing, createClient, startApp, type TestApp } from "./support.ts";

const PATH = "/api/v2/dags/etl/dagRuns";
let app: TestApp;
let token: string;
beforeEach(async () => {
  app = await startApp();
  app.objects.addDag(makeDagView());
  token = (await app.signIn("operator")).text;
});

async function post(body: BodyInit | null, type: string | null = "application/json") {
  const headers = new Headers({ Authorization: `Bearer ${token}` });
  if (type !== null) headers.set("Content-Type", type);
  const answer = await app.send(PATH, { method: "POST", headers, body });
  return { status: answer.status, body: await answer.json() };
}

describe("a body", () => {
  it("is cut off at the limit while it streams, without a length", async () => {
    let pulled = 0;
    const chunk = new Uint8Array(64 * 1024);
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(chunk);
      },
    });
    const answer = await post(endless);
    expect(answer).toMatchObject({ status: 413, body: { detail: containing(String(BODY_LIMIT)) } });
    expect(pulled).toBeLessThan(BODY_LIMIT / chunk.byteLength + 3);
  });

  it("is not trusted about its length", async () => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json", "Content-Length": "2" };
    const answer = await app.send(PATH, { method: "POST", headers, body: " ".repeat(BODY_LIMIT + 1) });
    expect(answer.status).toBe(413);
  });

  it("of exactly the limit is read", async () => {
    const text = JSON.stringify({ logical_date: null });
    expect((await post(text + " ".repeat(BODY_LIMIT - text.length))).status).toBe(200);
  });

  const nest = (depth: number) => `{"logical_date":null,"conf":{"a":${"[".repeat(depth)}${"]".repeat(depth)}}}`;
  const cases: [name: string, text: string, status: number, words: string][] = [
    ["64 levels deep", nest(62), 200, ""],
    ["65 levels deep", nest(63), 400, "64 levels"],
    ["100,000 levels deep", "[".repeat(100_000), 400, "64 levels"],
    ["with __proto__", '{"logical_date":null,"conf":{"__proto__":{"a":1}}}', 400, "__proto__"],
    ["with constructor, deep", '{"logical_date":null,"conf":{"a":[{"constructor":1}]}}', 400, "constructor"],
    ["with an endless number", '{"logical_date":null,"conf":{"a":1e999}}', 400, "too large"],
    ["no JSON", '{"logical_date":', 422, "JSON decode error"],
    ["no object", "[]", 422, "valid dictionary"],
    ["empty", "", 422, "Field required"],
  ];
  it.each(cases)("%s", async (_name, text, status, words) => {
    const answer = await post(text);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(words);
  });

  it("of an unknown type is refused, whatever it holds", async () => {
    const text = JSON.stringify({ logical_date: null });
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "text/json",
    ]) {
      expect([type, (await post(text, type)).status]).toEqual([type, 415]);
    }
  });

  it("that is no UTF-8 is refused", async () => {
    expect((await post(new Uint8Array([0x22, 0xff, 0xfe, 0x22]))).status).toBe(400);
  });

  it("of a caller without a token is not read at all", async () => {
    let pulled = 0;
    const body = new ReadableStream({ pull: () => void (pulled += 1) }, { highWaterMark: 0 });
    const answer = await app.send(PATH, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    expect([answer.status, pulled]).toEqual([401, 0]);
  });
});

describe("an answer", () => {
  it("carries RFC 9457's members beside Airflow's detail", async () => {
    const { body } = await createClient(app, token)("GET", `${PATH}/nothing`);
    expect(body).toMatchObject({
      detail: "The DagRun with dag_id: `etl` and run_id: `nothing` was not found",
      type: "about:blank",
      title: "Not Found",
      status: 404,
    });
  });

  it("tells nothing of the inside when something breaks there", async () => {
    app.objects.addRun().object.getView = () => Promise.reject(new Error("secret path /srv/x"));
    const answer = await createClient(app, token)("GET", `${PATH}/r1`);
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secret");
  });

  it("is kept by no cache and sniffed by no browser", async () => {
    const { headers } = await createClient(app, token)("GET", "/api/v2/dags");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
  });

  it("of an error carries the same headers", async () => {
    const { headers } = await createClient(app, token)("GET", "/api/v2/nothing");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  });
});

describe("the query", () => {
  const bad: [query: string, type: string, place: string][] = [
    ["limit=x", "int_parsing", "limit"],
    ["limit=-1", "greater_than_equal", "limit"],
    ["offset=1.5", "int_parsing", "offset"],
    ["paused=maybe", "bool_parsing", "paused"],
    ["last_dag_run_state=odd", "enum", "last_dag_run_state"],
  ];
  it.each(bad)("%s is refused as FastAPI does", async (query, type, place) => {
    const { status, body } = await createClient(app, token)("GET", `/api/v2/dags?${query}`);
    expect({ status, body }).toMatchObject({ status: 422, body: { detail: [{ type, loc: ["query", place] }] } });
  });

  it("orders by known fields only", async () => {
    const answer = await createClient(app, token)("GET", "/api/v2/dags?order_by=dag_id;drop table dag");
    expect(answer.status).toBe(400);
  });
});

it("a GET with a body is answered as one without", async () => {
  // Node and the runtime refuse to make such a request; a socket does not.
  const headers = new Headers({ Authorization: `Bearer ${token}`, "Content-Type": "application/json" });
  const request = new Request("http://tradewind.example/api/v2/dags", { method: "POST", headers, body: "{}" });
  const asked = new Proxy(request, {
    get: (target, name) => {
      const value: unknown = name === "method" ? "GET" : Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const answer = await app.app.request(asked, undefined, app.bindings);
  expect(answer.status).toBe(200);
});
