import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { SecretBox } from "../../../src/store/secret-box.ts";
import { containing, createClient, OTHER_KEY, SECRET_KEY, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;

const URL = "/api/v2/connections";
const orders = {
  connection_id: "orders.db",
  conn_type: "postgres",
  description: "orders",
  host: "db.example.com",
  login: "ann",
  schema: "shop",
  port: 5432,
  password: "hunter22",
  extra: '{ "sslmode": "require", "private_key": "hunter23" }',
};
const shown = {
  ...orders,
  password: "***",
  extra: '{"sslmode":"require","private_key":"***"}',
  team_name: null,
};

beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
});

const readRow = () => env.DB.prepare("select * from connection").first<Record<string, unknown>>();

async function readSecret(field: "password" | "extra"): Promise<string> {
  const row = await readRow();
  const place = { kind: "connection", team: "default", name: "orders.db", field } as const;
  const opened = await new SecretBox(SECRET_KEY).open(place, String(row?.[`sealed_${field}`]));
  return opened.ok ? opened.value : opened.error.code;
}

describe("a connection", () => {
  it("is made, read, changed and deleted, and 409 and 404 say so", async () => {
    const made = await client("POST", URL, orders);
    expect([made.status, made.body]).toEqual([201, shown]);
    expect((await client("POST", URL, orders)).body).toMatchObject({
      status: 409,
      detail: "The Connection with connection_id: `orders.db` already exists.",
    });
    const path = `${URL}/orders.db`;
    expect((await client("GET", path)).body).toEqual(shown);
    const patch = { connection_id: "orders.db", conn_type: "mysql", port: null, login: "bob" };
    expect((await client("PATCH", `${path}?update_mask=login`, patch)).body).toEqual({ ...shown, login: "bob" });
    expect((await client("PATCH", path, patch)).body).toEqual({
      ...shown,
      login: "bob",
      conn_type: "mysql",
      port: null,
    });
    expect((await client("PATCH", `${path}?update_mask=user`, patch)).status).toBe(400);
    expect((await client("PATCH", path, { ...patch, connection_id: "other" })).status).toBe(400);
    expect((await client("DELETE", path)).status).toBe(204);
    for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", patch]] as const) {
      expect((await client(method, path, body)).body).toMatchObject({
        status: 404,
        detail: "The Connection with connection_id: `orders.db` was not found",
      });
    }
  });

  it("needs an id, a type, and an extra that is a JSON object", async () => {
    const refused: [change: object, field: string][] = [
      [{ connection_id: "a b" }, "connection_id"],
      [{ connection_id: "x".repeat(201) }, "connection_id"],
      [{ conn_type: undefined }, "conn_type"],
      [{ port: "x" }, "port"],
      [{ extra: "{" }, "extra"],
      [{ extra: "[1]" }, "extra"],
      [{ extra: "7" }, "extra"],
    ];
    for (const [change, field] of refused) {
      const { status, body } = await client("POST", URL, { ...orders, ...change });
      expect([status, body]).toEqual([
        422,
        expect.objectContaining({ detail: [expect.objectContaining({ loc: ["body", field] })] }),
      ]);
    }
    expect(
      (await client("POST", URL, { connection_id: "ünï-1", conn_type: "anything", extra: "" })).body,
    ).toMatchObject({
      conn_type: "anything",
      password: null,
      extra: null,
    });
  });

  it("is listed by pattern, prefix and order", async () => {
    for (const [at, connection_id] of ["b_two", "a_one", "c_TWO"].entries()) {
      await client("POST", URL, { connection_id, conn_type: "http", port: at });
    }
    const list = async (query: string) => {
      const { body } = await client("GET", `${URL}?${query}`);
      const { connections = [], total_entries } = body as {
        connections?: { connection_id: string }[];
        total_entries?: number;
      };
      return [connections.map((one) => one.connection_id).join(), total_entries];
    };
    expect(await list("")).toEqual(["a_one,b_two,c_TWO", 3]);
    expect(await list("connection_id_pattern=two&order_by=-connection_id")).toEqual(["c_TWO,b_two", 2]);
    expect(await list("connection_id_prefix_pattern=a_")).toEqual(["a_one", 1]);
    expect(await list("order_by=-port&limit=1")).toEqual(["c_TWO", 3]);
    expect((await client("GET", `${URL}?order_by=password`)).status).toBe(400);
  });
});

describe("its secrets", () => {
  it("stand nowhere in the clear, not in the audit log either", async () => {
    await client("POST", URL, { ...orders, host: "https://ann:hunter24@db.example.com/x" });
    await client("PATCH", `${URL}/orders.db`, { ...orders, password: "hunter25" });
    const actions = [{ action: "create", entities: [{ ...orders, connection_id: "bulk" }] }];
    await client("PATCH", URL, { actions });
    const answers = [await client("GET", URL), await client("GET", `${URL}/orders.db`)].map(({ text }) => text);
    const audit = await env.DB.prepare("select * from audit_log").all();
    const rows = await env.DB.prepare("select sealed_password, sealed_extra from connection").all();
    expect(JSON.stringify([answers, audit.results, rows.results])).not.toMatch(/hunter2/);
    expect(audit.results.map(({ event, extra }) => [event, extra])).toEqual([
      ["post_connection", '{"connection_id":"orders.db"}'],
      [
        "patch_connection",
        '{"connection_id":"orders.db","fields":["type","description","host","login","schema","port","password","extra"]}',
      ],
      ["bulk_connections", '{"action":"create","connection_ids":["bulk"]}'],
    ]);
  });

  it("stay when a form sends back what it showed", async () => {
    const host = "https://ann:hunter24@db.example.com/x";
    await client("POST", URL, { ...orders, host });
    const { body } = await client("GET", `${URL}/orders.db`);
    expect(body).toMatchObject({ host: "https://ann:***@db.example.com/x" });
    const form = { ...(body as object), extra: '{"sslmode":"off","private_key":"***"}' };
    expect((await client("PATCH", `${URL}/orders.db`, form)).body).toEqual({ ...(body as object), extra: form.extra });
    expect((await readRow())?.["host"]).toBe(host);
    expect(await readSecret("password")).toBe("hunter22");
    expect(JSON.parse(await readSecret("extra"))).toEqual({ sslmode: "off", private_key: "hunter23" });
    await client("PATCH", `${URL}/orders.db`, { ...form, password: "", extra: null });
    expect(await readRow()).toMatchObject({ sealed_password: null, sealed_extra: null });
  });

  it("need a key, and nothing else does", async () => {
    const none = { TRADEWIND_SECRET_KEY: "" };
    const refused = await client("POST", URL, orders, none);
    expect([refused.status, refused.body]).toEqual([
      503,
      expect.objectContaining({ detail: containing("TRADEWIND_SECRET_KEY") }),
    ]);
    expect(await readRow()).toBeNull();
    expect((await client("POST", URL, { connection_id: "open", conn_type: "http" }, none)).status).toBe(201);
  });

  it("under a lost key give an error and no garbage, and can be written again", async () => {
    await client("POST", URL, orders);
    const other = { TRADEWIND_SECRET_KEY: OTHER_KEY };
    const read = await client("GET", `${URL}/orders.db`, undefined, other);
    expect([read.status, read.body]).toEqual([503, expect.objectContaining({ detail: containing('the key "k1"') })]);
    expect((await client("GET", URL, undefined, other)).body).toMatchObject({
      connections: [{ password: "***", extra: "***" }],
    });
    expect((await client("PATCH", `${URL}/orders.db`, { ...orders, extra: null }, other)).status).toBe(200);
    expect((await client("GET", `${URL}/orders.db`, undefined, other)).body).toMatchObject({
      password: "***",
      extra: null,
    });
  });

  it("are the row's own: another row's do not open", async () => {
    await client("POST", URL, orders);
    await client("POST", URL, { ...orders, connection_id: "stolen", password: null });
    await env.DB.prepare(
      "update connection set sealed_password = (select sealed_password from connection where connection_id = 'orders.db')",
    ).run();
    expect((await client("GET", `${URL}/orders.db`)).status).toBe(200);
    expect((await client("GET", `${URL}/stolen`)).body).toMatchObject({
      status: 503,
      reason: { code: "secret_unreadable" },
    });
  });
});

describe("who may", () => {
  it("is decided by role and team", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    const operator = createClient(app, (await app.signIn("operator")).text);
    const red = createClient(app, (await app.signIn("admin", "red")).text);
    await client("POST", URL, orders);
    await client("POST", URL, { ...orders, connection_id: "theirs", team_name: "blue" });
    expect((await viewer("GET", URL)).status).toBe(403);
    expect((await operator("GET", `${URL}/orders.db`)).body).toEqual(shown);
    expect((await operator("DELETE", `${URL}/orders.db`)).status).toBe(403);
    for (const id of ["orders.db", "default.orders.db", "theirs", "blue.theirs"]) {
      expect((await red("GET", `${URL}/${id}`)).status).toBe(404);
    }
    expect((await red("POST", URL, { ...orders, team_name: "blue" })).status).toBe(403);
    expect((await red("POST", URL, orders)).body).toMatchObject({ team_name: "red" });
    expect((await client("GET", `${URL}/red.orders.db`)).body).toMatchObject({ team_name: "red" });
  });
});

describe("beside them", () => {
  it("testing is disabled, in Airflow's way", async () => {
    const answers = [
      await client("POST", `${URL}/test`, orders),
      await client("POST", `${URL}/enqueue-test`, orders),
      await client("GET", `${URL}/enqueue-test`),
    ];
    // The last one lacks the header that it has to carry.
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 422]);
    expect(answers[0]?.body).toMatchObject({ detail: containing("Testing connections is disabled") });
  });

  it("defaults are made where there are none, without body or key", async () => {
    await client("POST", URL, { ...orders, connection_id: "http_default", conn_type: "http" });
    const none = { TRADEWIND_SECRET_KEY: "" };
    expect((await client("POST", `${URL}/defaults`, undefined, none)).status).toBe(204);
    expect((await client("POST", `${URL}/defaults`)).status).toBe(204);
    const { body } = await client("GET", URL);
    const { connections } = body as { connections: { connection_id: string; host: string }[] };
    expect(connections.map((one) => one.connection_id)).toEqual([
      "d1_default",
      "http_default",
      "mysql_default",
      "postgres_default",
      "s3_default",
      "slack_default",
    ]);
    expect(connections[1]?.host).toBe("db.example.com");
  });

  it("types are data for forms, and what a type calls secret is shown masked", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    const { body } = await viewer("GET", "/api/x/connectionTypes");
    const { connection_types } = body as {
      connection_types: { conn_type: string; fields: object; extra_fields: Record<string, { is_secret: boolean }> }[];
    };
    const http = connection_types.find(({ conn_type }) => conn_type === "http");
    expect(http).toMatchObject({ fields: { host: { title: "Base URL", is_required: true } } });
    expect(http?.fields).not.toHaveProperty("schema");
    for (const { conn_type, extra_fields } of connection_types) {
      const extra = Object.fromEntries(Object.keys(extra_fields).map((name) => [name, "value"]));
      const made = await client("POST", URL, {
        connection_id: `x_${conn_type}`,
        conn_type,
        extra: JSON.stringify(extra),
      });
      const { extra: text } = made.body as { extra: string | null };
      for (const [name, { is_secret }] of Object.entries(extra_fields)) {
        expect((JSON.parse(text ?? "{}") as Record<string, string>)[name]).toBe(is_secret ? "***" : "value");
      }
    }
  });

  it("many at once follow the same rules", async () => {
    const entity = { connection_id: "a", conn_type: "http", password: "hunter22" };
    const bulk = async (...actions: object[]) => (await client("PATCH", URL, { actions })).body;
    expect(await bulk({ action: "create", entities: [entity, { ...entity, connection_id: "b" }] })).toEqual({
      create: { success: ["a", "b"], errors: [] },
    });
    expect(
      await bulk(
        { action: "create", entities: [{ ...entity, host: "h", password: "***" }], action_on_existence: "overwrite" },
        { action: "update", entities: [{ ...entity, login: "x" }], update_mask: ["login"] },
        { action: "update", entities: [{ ...entity, connection_id: "c" }] },
        { action: "delete", entities: ["b", { ...entity, connection_id: "c" }], action_on_non_existence: "skip" },
      ),
    ).toEqual({
      create: { success: ["a"], errors: [] },
      update: {
        success: ["a"],
        errors: [{ error: "The connections with these connection_ids: {'c'} were not found.", status_code: 404 }],
      },
      delete: { success: ["b"], errors: [] },
    });
    expect((await client("GET", URL)).body).toMatchObject({
      connections: [{ connection_id: "a", host: "h", login: "x", password: "***" }],
      total_entries: 1,
    });
  });
});
