import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { containing, createClient, NOW, startApp, type TestApp } from "./support.ts";

let app: TestApp;
let client: ReturnType<typeof createClient>;

const PASSWORD = "correct horse battery";

beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("admin")).text);
});

const add = (username: string, more: object = {}) =>
  client("POST", "/api/x/users", { username, role: "viewer", password: PASSWORD, ...more });
const logIn = async (username: string, password: string) => {
  const answer = await createClient(app, null)("POST", "/auth/token", { username, password });
  return { status: answer.status, token: (answer.body as { access_token?: string }).access_token ?? "" };
};

describe("a user", () => {
  it("is made, signs in, gets another role and goes, with all tokens", async () => {
    const shape = { username: "ada", team_name: null, role: "viewer", is_active: true };
    expect((await add("ada")).body).toMatchObject(shape);
    expect((await add("ada")).status).toBe(409);
    const { token } = await logIn("ada", PASSWORD);
    const ada = createClient(app, token);
    expect((await ada("GET", "/api/x/me")).body).toMatchObject({ user: "ada", is_user: true, role: "viewer" });
    expect((await ada("GET", "/api/x/users")).status).toBe(403);
    expect((await client("PATCH", "/api/x/users/ada", { role: "admin" })).body).toMatchObject({ role: "admin" });
    // A token keeps what it was given when its user is given more, and loses at once what its user loses.
    expect((await ada("GET", "/api/x/users")).status).toBe(403);
    const high = createClient(app, (await logIn("ada", PASSWORD)).token);
    expect((await high("GET", "/api/x/users")).body).toMatchObject({ total_entries: 2 });
    await client("PATCH", "/api/x/users/ada", { role: "operator" });
    expect((await high("GET", "/api/x/users")).status).toBe(403);
    expect((await client("DELETE", "/api/x/users/ada")).status).toBe(204);
    expect((await ada("GET", "/api/x/me")).status).toBe(401);
    await add("ada");
    expect((await ada("GET", "/api/x/me")).status).toBe(401);
    expect((await client("GET", "/api/x/users/nobody")).body).toMatchObject({ detail: 'There is no user "nobody".' });
  });

  it("who is the last to administer every team stays so", async () => {
    const path = "/api/x/users/admin-of-all";
    const words = { detail: containing("is the last who administers every team") };
    for (const change of [{ role: "viewer" }, { is_active: false }, { team_name: "red" }]) {
      const refused = await client("PATCH", path, change);
      expect([refused.status, refused.body]).toEqual([409, expect.objectContaining(words)]);
    }
    expect((await client("DELETE", path)).status).toBe(409);
    await add("red-admin", { role: "admin", team_name: "red" });
    expect((await client("DELETE", path)).status).toBe(409);
    await add("second", { role: "admin" });
    expect((await client("DELETE", path)).status).toBe(204);
  });

  it("needs a password that is long enough, and it is not repeated in the answer", async () => {
    for (const password of ["short", "aaaaaaaaaaaaaaaa", "ada-lovelaceada-lovelace"]) {
      const refused = await add("ada-lovelace", { password });
      expect(refused.status).toBe(422);
      expect(refused.text).not.toContain(`"${password}"`);
    }
  });

  it("changes the own password with the old one, which ends all logins", async () => {
    await add("ada");
    const { token } = await logIn("ada", PASSWORD);
    const ada = createClient(app, token);
    const change = (current: string) =>
      ada("PUT", "/api/x/me/password", { current_password: current, password: "another long one" });
    expect((await change("wrong")).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(204);
    expect((await ada("GET", "/api/x/me")).status).toBe(401);
    expect([(await logIn("ada", PASSWORD)).status, (await logIn("ada", "another long one")).status]).toEqual([
      401, 201,
    ]);
    expect((await client("PUT", "/api/x/users/ada/password", { password: PASSWORD })).status).toBe(204);
    expect((await logIn("ada", PASSWORD)).status).toBe(201);
    const { results } = await env.DB.prepare("select extra from audit_log").all();
    expect(JSON.stringify(results)).not.toContain(PASSWORD);
  });

  it("of a foreign team is not there for a team's administrator", async () => {
    await add("bob", { team_name: "blue" });
    const red = createClient(app, (await app.signIn("admin", "red")).text);
    expect((await red("GET", "/api/x/users")).body).toMatchObject({ users: [{ username: "admin-of-red" }] });
    expect((await red("DELETE", "/api/x/users/bob")).status).toBe(404);
    expect((await red("POST", "/api/x/users", { username: "eve", role: "admin", team_name: null })).status).toBe(403);
    expect((await red("PATCH", "/api/x/users/admin-of-red", { team_name: null })).status).toBe(403);
    expect((await red("POST", "/api/x/users", { username: "eve", role: "viewer" })).body).toMatchObject({
      team_name: "red",
    });
  });
});

describe("a token", () => {
  it("is shown once, does no more than its maker, expires, and is revoked", async () => {
    const operator = createClient(app, (await app.signIn("operator")).text);
    const made = await operator("POST", "/api/x/tokens", { name: "ci", role: "viewer" });
    const { id, access_token: text } = made.body as { id: string; access_token: string };
    expect(made.body).toMatchObject({ name: "ci", role: "viewer", username: "operator-of-all", expires_at: null });
    const listed = await operator("GET", "/api/x/tokens");
    expect(listed.body).toMatchObject({ total_entries: 2 });
    expect(listed.text).not.toContain(text);
    const { results } = await env.DB.prepare("select * from token").all();
    expect(JSON.stringify(results)).not.toContain(text);
    expect((await createClient(app, text)("GET", "/api/x/me")).body).toMatchObject({ role: "viewer" });
    expect((await operator("POST", "/api/x/tokens", { name: "more", role: "admin" })).status).toBe(403);
    expect((await operator("POST", "/api/x/tokens", { name: "own", role: "viewer", username: null })).status).toBe(403);
    expect((await operator("DELETE", `/api/x/tokens/${id}`)).status).toBe(204);
    expect((await createClient(app, text)("GET", "/api/x/me")).status).toBe(401);
    const soon = new Date(NOW + 1_000).toISOString();
    const short = await operator("POST", "/api/x/tokens", { name: "short", role: "viewer", expires_at: soon });
    app.clock.now += 2_000;
    const { access_token: over } = short.body as { access_token: string };
    expect((await createClient(app, over)("GET", "/api/x/me")).status).toBe(401);
    expect((await operator("POST", "/api/x/tokens", { name: "past", role: "viewer", expires_at: soon })).status).toBe(
      422,
    );
  });

  it("of a program is nobody's, not even of the user of its name", async () => {
    const operator = createClient(app, (await app.signIn("operator")).text);
    const made = await client("POST", "/api/x/tokens", { name: "operator-of-all", role: "viewer", username: null });
    const program = createClient(app, (made.body as { access_token: string }).access_token);
    expect((await program("GET", "/api/x/me")).body).toMatchObject({ is_user: false });
    expect((await program("GET", "/api/x/tokens")).body).toMatchObject({ total_entries: 1 });
    expect((await program("POST", "/api/x/tokens", { name: "mine", role: "viewer" })).status).toBe(403);
    const { id } = made.body as { id: string };
    expect((await operator("DELETE", `/api/x/tokens/${id}`)).status).toBe(404);
    expect((await client("GET", "/api/x/tokens?username=operator-of-all")).body).toMatchObject({ total_entries: 1 });
  });
});
