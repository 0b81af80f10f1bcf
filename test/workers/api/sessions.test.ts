import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { SESSION_IDLE, SESSION_LONGEST } from "../../../src/api/session.ts";
import { createUser } from "../../../src/store/user.ts";
import { startApp, type TestApp } from "./support.ts";

const SITE = "https://tradewind.example";
const OWN = { Origin: SITE, "Sec-Fetch-Site": "same-origin" };
const ANN = { username: "ann", password: "a password of ann" };

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
  await createUser(env.DB, { ...ANN, team: "blue", role: "operator" }, app.clock.now);
});

function logIn(headers: Record<string, string> = OWN, site = SITE, password = ANN.password) {
  const body = JSON.stringify({ ...ANN, password });
  return app.send(`${site}/auth/session`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body,
  });
}

async function openSession(headers: Record<string, string> = OWN): Promise<string> {
  const answer = await logIn(headers);
  return (answer.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "";
}

type Asked = Omit<RequestInit, "headers"> & { readonly headers?: Record<string, string> };

async function ask(cookie: string, path = "/api/x/me", init: Asked = {}): Promise<number> {
  const answer = await app.send(SITE + path, { ...init, headers: { Cookie: cookie, ...init.headers } });
  return answer.status;
}

describe("a session", () => {
  it("says who the user is, in a cookie that is this host's alone and that no script reads", async () => {
    const answer = await logIn();
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        user: "ann",
        is_user: true,
        team: "blue",
        role: "operator",
        may: { read: true, operate: true, administer: false },
      },
    ]);
    expect(answer.headers.get("Set-Cookie")).toMatch(
      /^__Host-tradewind=tw_[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800; Secure$/,
    );
    expect(await ask(await openSession())).toBe(200);
  });

  it("is refused with a wrong password, without a cookie", async () => {
    const answer = await logIn(OWN, SITE, "wrong");
    expect([answer.status, answer.headers.get("Set-Cookie")]).toEqual([401, null]);
  });

  it("needs TLS but on this machine, where the cookie is named by the port", async () => {
    expect((await logIn({}, "http://tradewind.example")).status).toBe(403);
    const local = await logIn({}, "http://127.0.0.1:8787");
    expect(local.headers.get("Set-Cookie")).toMatch(
      /^tradewind-8787=tw_[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    );
  });

  it("ends on the server at logout, and at the next login of the same browser", async () => {
    const first = await openSession();
    const second = await openSession({ ...OWN, Cookie: first });
    expect([await ask(first), await ask(second)]).toEqual([401, 200]);
    expect(await ask(second, "/auth/session", { method: "DELETE", headers: OWN })).toBe(204);
    expect(await ask(second)).toBe(401);
  });

  it("ends when nobody uses it, and after its longest time even when somebody does", async () => {
    const idle = await openSession();
    app.clock.now += SESSION_IDLE + 1;
    expect(await ask(idle)).toBe(401);
    const used = await openSession();
    const begun = app.clock.now;
    for (; app.clock.now < begun + SESSION_LONGEST; app.clock.now += SESSION_IDLE / 2) {
      expect(await ask(used)).toBe(200);
    }
    expect(await ask(used)).toBe(401);
  });

  it("is taken from no other token's text", async () => {
    const { text } = await app.signIn("viewer");
    expect(await ask(`__Host-tradewind=${text}`)).toBe(401);
  });
});

describe("a request that a browser signs by itself", () => {
  const CASES: readonly (readonly [string, Record<string, string>, number])[] = [
    ["of our own page", OWN, 200],
    ["of our own page, by an older browser", { Origin: SITE }, 200],
    ["without an origin, but ours", { "Sec-Fetch-Site": "same-origin" }, 200],
    ["of another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }, 403],
    ["of a neighbour", { Origin: "https://other.tradewind.example", "Sec-Fetch-Site": "same-site" }, 403],
    ["of another port", { Origin: `${SITE}:8443` }, 403],
    ["of a sandbox", { Origin: "null" }, 403],
    ["that contradicts itself", { Origin: SITE, "Sec-Fetch-Site": "cross-site" }, 403],
    ["that says nothing", {}, 403],
  ];
  it.each(CASES)("%s", async (_, headers, status) => {
    const cookie = await openSession();
    const write = {
      method: "PATCH",
      headers: { "Content-Type": "application/json", ...headers },
      body: '{"is_paused":true}',
    };
    const answered = await ask(cookie, "/api/v2/dags?dag_id_pattern=none", write);
    expect(answered).toBe(status);
  });

  it("may open no WebSocket from elsewhere", async () => {
    const cookie = await openSession();
    const open = (origin: string) => ask(cookie, "/api/x/me", { headers: { Upgrade: "websocket", Origin: origin } });
    expect([await open(SITE), await open("https://evil.example")]).toEqual([200, 403]);
  });

  it("is another's business when a program sends its own token", async () => {
    const { text } = await app.signIn("viewer");
    const headers = { Authorization: `Bearer ${text}`, Origin: "https://evil.example" };
    expect((await app.send(`${SITE}/api/v2/dags?dag_id_pattern=none`, { headers })).status).toBe(200);
  });

  it("opens no session from elsewhere either", async () => {
    expect((await logIn({ Origin: "https://evil.example" })).status).toBe(403);
  });
});
