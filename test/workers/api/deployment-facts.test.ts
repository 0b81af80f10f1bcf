import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { recordTick } from "../../../src/store/deployment.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import { containing, createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let viewer: ReturnType<typeof createClient>;
let operator: ReturnType<typeof createClient>;
let admin: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  viewer = createClient(app, (await app.signIn("viewer")).text);
  operator = createClient(app, (await app.signIn("operator")).text);
  admin = createClient(app, (await app.signIn("admin")).text);
});

describe("jobs", () => {
  it("are the scheduler, once it has ticked", async () => {
    expect((await viewer("GET", "/api/v2/jobs")).body).toEqual({ jobs: [], total_entries: 0 });
    await recordTick(env.DB, NOW - 60_000);
    expect((await viewer("GET", "/api/v2/jobs?job_type=SchedulerJob&is_alive=true")).body).toMatchObject({
      jobs: [{ id: 1, job_type: "SchedulerJob", state: "running", latest_heartbeat: "2026-11-01T11:59:00Z" }],
      total_entries: 1,
    });
  });

  const none = ["is_alive=false", "job_type=TriggererJob", "job_state=failed", "hostname=x", "end_date_lt=2020-01-01"];
  it.each(none)("that %s are none", async (query) => {
    await recordTick(env.DB, NOW - 60_000);
    expect((await viewer("GET", `/api/v2/jobs?${query}`)).body).toEqual({ jobs: [], total_entries: 0 });
  });

  it("refuse unknown orders and odd booleans", async () => {
    expect((await viewer("GET", "/api/v2/jobs?order_by=secret")).status).toBe(400);
    expect((await viewer("GET", "/api/v2/jobs?is_alive=maybe")).status).toBe(422);
    expect((await viewer("GET", "/api/v2/jobs?limit=0")).body).toMatchObject({ jobs: [] });
  });
});

describe("plugins and providers", () => {
  it("are none, and one", async () => {
    expect((await viewer("GET", "/api/v2/plugins")).body).toEqual({ plugins: [], total_entries: 0 });
    expect((await viewer("GET", "/api/v2/plugins/importErrors")).body).toEqual({ import_errors: [], total_entries: 0 });
    expect((await viewer("GET", "/api/v2/providers")).body).toMatchObject({
      providers: [{ package_name: "tradewind" }],
      total_entries: 1,
    });
    expect((await viewer("GET", "/api/v2/providers?offset=1")).body).toEqual({ providers: [], total_entries: 1 });
  });
});

describe("the configuration", () => {
  it("is for administrators", async () => {
    expect((await operator("GET", "/api/v2/config")).status).toBe(403);
    expect((await viewer("GET", "/api/v2/config/section/core/option/parallelism")).status).toBe(403);
  });

  it("shows what is so, and hides what is secret", async () => {
    const { status, body, text } = await admin("GET", "/api/v2/config");
    expect(status).toBe(200);
    expect(body).toMatchObject({ sections: [{ name: "core" }, { name: "api" }, {}, {}, {}] });
    expect(text).not.toContain("k1:");
    expect((await admin("GET", "/api/v2/config/section/core/option/fernet_key")).body).toEqual({
      sections: [{ name: "core", options: [{ key: "fernet_key", value: "< hidden >" }] }],
    });
  });

  it("is given as text to who asks for it", async () => {
    const token = await app.signIn("admin", "red");
    const ask = (accept: string) =>
      app.send("/api/v2/config?section=api", { headers: { Authorization: `Bearer ${token.text}`, Accept: accept } });
    const text = await ask("text/plain");
    expect(text.headers.get("content-type")).toContain("text/plain");
    expect(await text.text()).toBe("[api]\nexpose_config = True\nmaximum_page_limit = 100\nfallback_page_limit = 50\n");
    expect((await ask("image/png")).status).toBe(406);
  });

  it("has no other sections and options", async () => {
    expect(await admin("GET", "/api/v2/config?section=smtp")).toMatchObject({
      status: 404,
      body: { detail: "Section smtp not found." },
    });
    expect(await admin("GET", "/api/v2/config/section/core/option/no")).toMatchObject({
      status: 404,
      body: { detail: "Option [core/no] not found." },
    });
  });
});

describe("a file", () => {
  beforeEach(() => seedDags([createGraph([createTask("a")])]));

  it("that is deployed has been parsed", async () => {
    expect(await operator("PUT", "/api/v2/parseDagFile/etl.ts")).toMatchObject({ status: 201, body: null });
    expect((await operator("GET", "/api/v2/eventLogs?event=reparse_dag_file")).body).toMatchObject({
      event_logs: [{ extra: containing("etl.ts") }],
    });
  });

  it("that is unknown, or of a foreign team, is not found", async () => {
    const foreign = createClient(app, (await app.signIn("operator", "red")).text);
    const refusal = { status: 404, body: { detail: "File not found" } };
    expect(await operator("PUT", "/api/v2/parseDagFile/no.ts")).toMatchObject(refusal);
    expect(await foreign("PUT", "/api/v2/parseDagFile/etl.ts")).toMatchObject(refusal);
    expect((await viewer("PUT", "/api/v2/parseDagFile/etl.ts")).status).toBe(403);
  });
});

describe("signing in", () => {
  const ask = (query: string) => app.send(`/api/v2/auth/login${query}`, { redirect: "manual" });

  it("leads to the dashboard's page, and back to where one came from", async () => {
    expect(await ask("").then(({ status, headers }) => [status, headers.get("location")])).toEqual([307, "/login"]);
    const back = await ask("?next=/dags/etl");
    expect(back.headers.get("location")).toBe("/login?next=%2Fdags%2Fetl");
  });

  it.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])(
    "leads nobody to %s",
    async (next) => {
      const answer = await ask(`?next=${encodeURIComponent(next)}`);
      expect([answer.status, await answer.json()]).toMatchObject([400, { detail: "Invalid or unsafe next URL" }]);
    },
  );

  it("makes nobody an administrator unasked", async () => {
    expect((await app.send("/auth/token/login", { redirect: "manual" })).status).toBe(403);
  });
});
