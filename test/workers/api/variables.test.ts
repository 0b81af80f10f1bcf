import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { SecretBox } from "../../../src/store/secret-box.ts";
import { containing, createClient, OTHER_KEY, SECRET_KEY, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;

beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
});

const create = (key: string, value: unknown, more: object = {}) =>
  client("POST", "/api/v2/variables", { key, value, ...more });
const readRow = (key: string) =>
  env.DB.prepare("select * from variable where key = ?").bind(key).first<Record<string, unknown>>();
const readAudit = async () =>
  (await env.DB.prepare("select event, team, extra from audit_log order by id").all()).results;

describe("a variable", () => {
  it("is made, read, changed and deleted, and 409 and 404 say so", async () => {
    const made = await create("region", "eu-west", { description: "where" });
    const shape = { key: "region", value: "eu-west", description: "where", is_encrypted: true, team_name: null };
    expect([made.status, made.body]).toEqual([201, shape]);
    expect((await create("region", "x")).body).toMatchObject({
      detail: "The Variable with key: `region` already exists.",
      status: 409,
    });
    expect((await client("GET", "/api/v2/variables/region")).body).toEqual(shape);
    const path = "/api/v2/variables/region";
    const masked = await client("PATCH", `${path}?update_mask=description`, {
      key: "region",
      value: "us",
      description: "there",
    });
    expect(masked.body).toEqual({ ...shape, description: "there" });
    const changed = await client("PATCH", path, { key: "region", value: { a: [1, null] }, description: null });
    expect(changed.body).toEqual({ ...shape, value: '{"a":[1,null]}', description: null });
    expect((await client("PATCH", `${path}?update_mask=nonsense`, { key: "region", value: 1 })).status).toBe(400);
    expect((await client("PATCH", path, { key: "other", value: 1 })).status).toBe(400);
    expect((await client("DELETE", path)).status).toBe(204);
    for (const [method, body] of [["GET"], ["DELETE"], ["PATCH", { key: "region", value: 1 }]] as const) {
      expect((await client(method, path, body)).body).toMatchObject({
        status: 404,
        detail: "The Variable with key: `region` was not found",
      });
    }
  });

  it("keeps texts as they are and all else as JSON", async () => {
    const cases: [value: unknown, stored: string][] = [
      ["", ""],
      ['{ "a" : 1 }', '{ "a" : 1 }'],
      [12, "12"],
      [true, "true"],
      [null, "null"],
      [["x"], '["x"]'],
    ];
    for (const [index, [value, stored]] of cases.entries()) {
      expect((await create(`v${index}`, value)).body).toMatchObject({ value: stored });
    }
  });

  it("refuses what is no variable", async () => {
    expect((await create("x".repeat(251), 1)).status).toBe(422);
    expect((await create("", 1)).status).toBe(422);
    expect((await client("POST", "/api/v2/variables", { key: "x" })).body).toMatchObject({
      detail: [{ loc: ["body", "value"] }],
    });
    expect((await create("x", 1, { val: 2 })).status).toBe(422);
  });

  it("is listed by pattern, prefix and order", async () => {
    for (const key of ["b_two", "a_one", "c_TWO"]) await create(key, "v", { description: key.slice(2) });
    const list = async (query: string) => {
      const { status, body } = await client("GET", `/api/v2/variables?${query}`);
      const { variables = [], total_entries } = body as { variables?: { key: string }[]; total_entries: number };
      return [status, variables.map(({ key }) => key).join(), total_entries];
    };
    expect(await list("")).toEqual([200, "a_one,b_two,c_TWO", 3]);
    expect(await list("variable_key_pattern=two")).toEqual([200, "b_two,c_TWO", 2]);
    expect(await list("variable_key_prefix_pattern=a")).toEqual([200, "a_one", 1]);
    expect(await list("order_by=-key&limit=1&offset=1")).toEqual([200, "b_two", 3]);
    expect((await list("order_by=value"))[0]).toBe(400);
  });
});

describe("what is secret", () => {
  it("shows as *** and stands nowhere in the clear", async () => {
    expect((await create("db_password", "hunter22")).body).toMatchObject({ value: "***" });
    expect(
      (await create("api", { user: "u", api_key: "hunter22", nested: [{ token: "hunter22" }] })).body,
    ).toMatchObject({
      value: '{"user":"u","api_key":"***","nested":[{"token":"***"}]}',
    });
    await create("plain", "hunter22");
    expect((await client("GET", "/api/v2/variables")).text.match(/hunter22/g)).toHaveLength(1);
    await client("PATCH", "/api/v2/variables/db_password", { key: "db_password", value: "hunter22b" });
    await client("PATCH", "/api/v2/variables", {
      actions: [{ action: "create", entities: [{ key: "my_token", value: "hunter22" }] }],
    });
    await client("DELETE", "/api/v2/variables/plain");
    const dump = JSON.stringify([
      (await env.DB.prepare("select * from variable").all()).results,
      (await env.DB.prepare("select * from audit_log").all()).results,
    ]);
    expect(dump).not.toContain("hunter22");
    expect(await readAudit()).toEqual([
      { event: "post_variable", team: "default", extra: '{"key":"db_password"}' },
      { event: "post_variable", team: "default", extra: '{"key":"api"}' },
      { event: "post_variable", team: "default", extra: '{"key":"plain"}' },
      { event: "patch_variable", team: "default", extra: '{"key":"db_password","fields":["value"]}' },
      { event: "bulk_variables", team: "default", extra: '{"action":"create","keys":["my_token"]}' },
      { event: "delete_variable", team: "default", extra: '{"key":"plain"}' },
    ]);
  });

  it("stays what it was when a form sends *** back", async () => {
    await create("db_password", "hunter22");
    await create("api", { user: "u", token: "hunter22" });
    const before = await Promise.all(["db_password", "api"].map(readRow));
    await client("PATCH", "/api/v2/variables/db_password", { key: "db_password", value: "***" });
    await client("PATCH", "/api/v2/variables/api", { key: "api", value: '{"user":"v","token":"***"}' });
    const after = await Promise.all(["db_password", "api"].map(readRow));
    expect(after[0]?.["sealed_value"]).not.toBe(before[0]?.["sealed_value"]);
    const open = (name: string, sealed: unknown) =>
      new SecretBox(SECRET_KEY).open({ kind: "variable", team: "default", name, field: "value" }, String(sealed));
    expect(await open("db_password", after[0]?.["sealed_value"])).toEqual({ ok: true, value: "hunter22" });
    expect(await open("api", after[1]?.["sealed_value"])).toEqual({
      ok: true,
      value: '{"user":"v","token":"hunter22"}',
    });
  });

  it("is for those who operate, and changed by administrators only", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    const operator = createClient(app, (await app.signIn("operator")).text);
    expect((await viewer("GET", "/api/v2/variables")).status).toBe(403);
    expect((await operator("GET", "/api/v2/variables")).status).toBe(200);
    expect((await operator("POST", "/api/v2/variables", { key: "x", value: 1 })).status).toBe(403);
  });

  it("cannot be written without a key, and says which binding lacks", async () => {
    await create("region", "eu");
    for (const [binding, words] of [
      ["", "set the Worker's secret TRADEWIND_SECRET_KEY"],
      ["short", "TRADEWIND_SECRET_KEY holds no usable keys"],
    ] as const) {
      const given = { TRADEWIND_SECRET_KEY: binding };
      const made = await client("POST", "/api/v2/variables", { key: "x", value: "hunter22" }, given);
      expect([made.status, made.body]).toEqual([503, expect.objectContaining({ detail: containing(words) })]);
      expect(await readRow("x")).toBeNull();
      const bulk = { actions: [{ action: "create", entities: [{ key: "x", value: 1 }] }] };
      expect((await client("PATCH", "/api/v2/variables", bulk, given)).body).toMatchObject({
        create: { success: [], errors: [{ status_code: 503, error: containing("TRADEWIND_SECRET_KEY") }] },
      });
    }
  });

  it("under a lost key gives an error and no garbage; a list goes on, and it can be deleted", async () => {
    await create("region", "eu");
    const other = { TRADEWIND_SECRET_KEY: OTHER_KEY };
    const read = await client("GET", "/api/v2/variables/region", undefined, other);
    expect([read.status, read.body]).toEqual([
      503,
      expect.objectContaining({ detail: containing('with the key "k1"') }),
    ]);
    await client("POST", "/api/v2/variables", { key: "fresh", value: "new" }, other);
    const ring = { TRADEWIND_SECRET_KEY: `${OTHER_KEY},${SECRET_KEY}` };
    const values = async (given: object) => {
      const { body } = await client("GET", "/api/v2/variables", undefined, given);
      return (body as { variables: { value: string | null }[] }).variables.map(({ value }) => value);
    };
    expect(await values(other)).toEqual(["new", null]);
    expect(await values(ring)).toEqual(["new", "eu"]);
    await env.DB.prepare(
      "update variable set sealed_value = (select sealed_value from variable where key = 'fresh') where key = 'region'",
    ).run();
    expect((await client("GET", "/api/v2/variables/region", undefined, ring)).body).toMatchObject({
      reason: { code: "secret_unreadable" },
    });
    expect((await client("DELETE", "/api/v2/variables/region", undefined, other)).status).toBe(204);
  });
});

describe("teams", () => {
  it("have variables of the same name, each its own, out of reach for others", async () => {
    const red = createClient(app, (await app.signIn("admin", "red")).text);
    await create("region", "eu");
    await create("region", "us", { team_name: "red" });
    await create("blue_only", "x", { team_name: "blue" });
    expect((await client("GET", "/api/v2/variables/red.region")).body).toMatchObject({ value: "us", team_name: "red" });
    expect((await client("GET", "/api/v2/variables/region")).body).toMatchObject({ value: "eu", team_name: null });
    expect((await red("GET", "/api/v2/variables/region")).body).toMatchObject({ value: "us" });
    expect((await red("GET", "/api/v2/variables")).body).toMatchObject({ total_entries: 1 });
    for (const path of ["blue.blue_only", "blue_only", "default.region"]) {
      expect((await red("GET", `/api/v2/variables/${path}`)).status).toBe(404);
    }
    const body = { key: "region", value: "x", team_name: "blue" };
    expect((await red("POST", "/api/v2/variables", body)).status).toBe(403);
    expect((await red("PATCH", "/api/v2/variables/region", body)).status).toBe(403);
    const bulk = {
      actions: [
        { action: "delete", entities: ["region"] },
        { action: "create", entities: [body] },
      ],
    };
    expect((await red("PATCH", "/api/v2/variables", bulk)).status).toBe(403);
    expect((await red("GET", "/api/v2/variables/region")).status).toBe(200);
    const moved = await client("PATCH", "/api/v2/variables/red.region", { ...body, key: "red.region" });
    expect([moved.status, moved.body]).toEqual([400, expect.objectContaining({ detail: containing("team") })]);
  });
});

describe("many at once", () => {
  const bulk = async (...actions: object[]) => (await client("PATCH", "/api/v2/variables", { actions })).body;
  const values = async () => {
    const { body } = await client("GET", "/api/v2/variables");
    const { variables } = body as { variables: { key: string; value: string }[] };
    return Object.fromEntries(variables.map(({ key, value }) => [key, value]));
  };

  it("are created, changed and deleted by Airflow's rules of existence", async () => {
    await create("a", "1");
    const entities = [
      { key: "a", value: "2" },
      { key: "b", value: "3" },
    ];
    expect(await bulk({ action: "create", entities })).toEqual({
      create: {
        success: [],
        errors: [{ error: "The variables with these keys: {'a'} already exist.", status_code: 409 }],
      },
    });
    expect(await values()).toEqual({ a: "1" });
    expect(await bulk({ action: "create", entities, action_on_existence: "skip" })).toMatchObject({
      create: { success: ["b"], errors: [] },
    });
    expect(await values()).toEqual({ a: "1", b: "3" });
    expect(await bulk({ action: "create", entities, action_on_existence: "overwrite" })).toMatchObject({
      create: { success: ["a", "b"], errors: [] },
    });
    expect(await values()).toEqual({ a: "2", b: "3" });
    const absent = [
      { key: "c", value: 1 },
      { key: "a", value: "4" },
    ];
    expect(
      await bulk(
        { action: "update", entities: absent },
        { action: "update", entities: absent, action_on_non_existence: "skip" },
        { action: "delete", entities: ["b", "c"], action_on_non_existence: "skip" },
        { action: "delete", entities: ["c", "d"] },
      ),
    ).toEqual({
      update: {
        success: ["a"],
        errors: [{ error: "The variables with these keys: {'c'} were not found.", status_code: 404 }],
      },
      delete: {
        success: ["b"],
        errors: [{ error: "The variables with these keys: {'c', 'd'} were not found.", status_code: 404 }],
      },
    });
    expect(await values()).toEqual({ a: "4" });
  });

  it("keep secrets that an export showed masked", async () => {
    await create("token", "hunter22", { description: "d" });
    const before = await readRow("token");
    await bulk({ action: "create", entities: [{ key: "token", value: "***" }], action_on_existence: "overwrite" });
    expect((await readRow("token"))?.["description"]).toBe("d");
    expect(before?.["sealed_value"]).not.toBe((await readRow("token"))?.["sealed_value"]);
    const sealed = String((await readRow("token"))?.["sealed_value"]);
    const place = { kind: "variable", team: "default", name: "token", field: "value" } as const;
    expect(await new SecretBox(SECRET_KEY).open(place, sealed)).toEqual({ ok: true, value: "hunter22" });
  });
});
