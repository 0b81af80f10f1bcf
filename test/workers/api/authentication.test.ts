import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { revokeToken } from "../../../src/store/token.ts";
import { createUser } from "../../../src/store/user.ts";
import { containing, createClient, DEAD_DATABASE, NOW, startApp, type TestApp } from "./support.ts";

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});

const DETAIL: unknown = expect.objectContaining({ detail: containing("") });

describe("without a token", () => {
  const open = ["/", "/status.css", "/status.js", "/api/v2/version", "/api/v2/monitor/health"];
  it.each(open)("%s is open", async (path) => {
    const { status } = await createClient(app, null)("GET", path);
    expect(status).toBe(200);
  });

  it("every other route answers 401 with words and the scheme", async () => {
    const free = ["/api/v2/version", "/api/v2/monitor/health", "/api/v2/auth/login"];
    const closed = app.app.routes.filter(({ path }) => path.startsWith("/api/") && !free.includes(path));
    expect(closed.length).toBeGreaterThan(40);
    for (const { method, path } of closed) {
      const answer = await app.send(path.replaceAll("/:", "/x"), { method });
      expect([method, path, answer.status]).toEqual([method, path, 401]);
      expect(answer.headers.get("WWW-Authenticate")).toBe("Bearer");
    }
  });

  it("an unknown path answers 404, a known one with another method 405", async () => {
    const client = createClient(app, null);
    expect(await client("GET", "/api/v2/nothing")).toMatchObject({ status: 404, body: { error: "Not Found" } });
    const wrong = await client("PUT", "/api/v2/dags", {});
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("Allow")).toBe("GET, PATCH");
  });
});

describe("a token", () => {
  const BAD = ["Bearer", "Bearer x y", "Basic abc", "Bearer tw_wrong", "bearer  tw_AAAA_BBBB"];
  it.each(BAD)("%j is refused with words", async (header) => {
    const answer = await app.send("/api/v2/dags", { headers: { Authorization: header } });
    expect([answer.status, await answer.json()]).toEqual([401, DETAIL]);
  });

  it("opens what its role may do and nothing more", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(200);
    const refused = await viewer("POST", "/api/v2/dags/etl/dagRuns", { logical_date: null });
    expect(refused).toMatchObject({ status: 403, body: { detail: containing("needs operator") } });
    const operator = createClient(app, (await app.signIn("operator")).text);
    expect((await operator("POST", "/api/v2/pools", { name: "spark", slots: 1 })).status).toBe(403);
  });

  it("works no longer than 30 seconds after it was revoked", async () => {
    const { text, view } = await app.signIn("viewer");
    const viewer = createClient(app, text);
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(200);
    await revokeToken(env.DB, view.id);
    app.clock.now += 29_999;
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(200);
    app.clock.now += 1;
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(401);
  });

  it("ends with its logout at once", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("GET", "/api/v2/auth/logout")).status).toBe(307);
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(401);
  });
});

describe("a foreign team", () => {
  it("is as if it were not there", async () => {
    app.objects.addRun({ team: "data", dagId: "etl" });
    const own = createClient(app, (await app.signIn("viewer", "data")).text);
    const foreign = createClient(app, (await app.signIn("viewer", "other")).text);
    expect((await own("GET", "/api/v2/dags/data.etl/dagRuns/r1")).status).toBe(200);
    for (const path of ["", "/taskInstances", "/taskInstances/extract/logs/1", "/taskInstances/extract/xcomEntries"]) {
      expect((await foreign("GET", `/api/v2/dags/data.etl/dagRuns/r1${path}`)).status).toBe(404);
    }
    expect((await foreign("GET", "/api/v2/dags/etl/dagRuns/r1")).status).toBe(404);
  });
});

describe("login", () => {
  const password = { TRADEWIND_ADMIN_PASSWORD: "correct horse" };
  const login = { username: "admin", password: "correct horse" };

  it("makes the first administrator and gives a token that works", async () => {
    const client = createClient(app, null);
    const made = await client("POST", "/auth/token", login, password);
    expect(made).toMatchObject({ status: 201, body: { access_token: containing("tw_") } });
    const { access_token } = made.body as { access_token: string };
    expect((await createClient(app, access_token)("GET", "/api/v2/pools")).status).toBe(200);
    const dump = await env.DB.prepare("select * from token").all();
    expect(JSON.stringify(dump.results)).not.toContain(access_token);
  });

  it("takes a form as well as JSON", async () => {
    const body = new URLSearchParams(login);
    const answer = await app.send("/auth/token", { method: "POST", body }, password);
    expect(answer.status).toBe(201);
  });

  it("of the command line lasts an hour", async () => {
    const made = await createClient(app, null)("POST", "/auth/token/cli", login, password);
    const client = createClient(app, (made.body as { access_token: string }).access_token);
    app.clock.now += 3_599_000;
    expect((await client("GET", "/api/v2/dags")).status).toBe(200);
    app.clock.now += 1_000;
    expect((await client("GET", "/api/v2/dags")).status).toBe(401);
  });

  it("has no default password", async () => {
    for (const given of ["", "admin"]) {
      const answer = await createClient(app, null)("POST", "/auth/token", { username: "admin", password: given });
      expect(answer).toMatchObject({ status: 401, body: { detail: "Invalid credentials" } });
    }
  });

  it("never resets a password that exists", async () => {
    const client = createClient(app, null);
    await client("POST", "/auth/token", login, password);
    const other = { TRADEWIND_ADMIN_PASSWORD: "another" };
    const answer = await client("POST", "/auth/token", { username: "admin", password: "another" }, other);
    expect(answer.status).toBe(401);
  });

  it("refuses what is no login in FastAPI's shape", async () => {
    const client = createClient(app, null);
    expect(await client("POST", "/auth/token", { username: "a", extra: 1 })).toMatchObject({
      status: 422,
      body: {
        detail: [
          { type: "missing", loc: ["body", "password"], msg: "Field required" },
          { type: "extra_forbidden", loc: ["body", "extra"], msg: "Extra inputs are not permitted", input: 1 },
        ],
      },
    });
    const text = await app.send("/auth/token", {
      method: "POST",
      body: "x",
      headers: { "Content-Type": "text/plain" },
    });
    expect(text.status).toBe(415);
  });
});

describe("while the database is down", () => {
  const dead = { DB: DEAD_DATABASE };

  it("a run is still read with a token looked up before", async () => {
    app.objects.addRun();
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    expect((await viewer("GET", "/api/v2/dags")).status).toBe(200);
    expect((await viewer("GET", "/api/v2/dags/etl/dagRuns/r1", undefined, dead)).status).toBe(200);
    expect((await viewer("GET", "/api/v2/dags/etl/dagRuns/r1/taskInstances", undefined, dead)).status).toBe(200);
  });

  it("lists say so, and when to come back", async () => {
    const viewer = createClient(app, (await app.signIn("viewer")).text);
    await viewer("GET", "/api/v2/dags");
    const answer = await viewer("GET", "/api/v2/dags", undefined, dead);
    expect(answer).toMatchObject({ status: 503, body: { detail: containing("Runs go on") } });
    expect(answer.headers.get("Retry-After")).toBe("5");
  });

  it("a token that was not looked up before cannot be judged", async () => {
    const { text } = await app.signIn("viewer");
    const answer = await createClient(app, text)("GET", "/api/v2/dags/etl/dagRuns/r1", undefined, dead);
    expect(answer).toMatchObject({ status: 503, body: { detail: containing("token") } });
  });

  it("health says so and stays open", async () => {
    const answer = await createClient(app, null)("GET", "/api/v2/monitor/health", undefined, dead);
    expect(answer).toMatchObject({ status: 200, body: { metadatabase: { status: "unhealthy" } } });
  });
});

describe("guessing", () => {
  it("ends in a 429 that says when to come back, even with the right password", async () => {
    await createUser(env.DB, { username: "ann", team: null, role: "viewer", password: "right" }, NOW);
    const guess = (password: string) => createClient(app, null)("POST", "/auth/token", { username: "ann", password });
    for (let time = 0; time < 10; time += 1) expect((await guess("wrong")).status).toBe(401);
    const refused = await guess("right");
    expect([refused.status, refused.headers.get("Retry-After")]).toEqual([429, "900"]);
    app.clock.now += 900_000;
    expect((await guess("right")).status).toBe(201);
  });
});
