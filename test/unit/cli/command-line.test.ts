import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parseUri } from "../../../src/cli/commands/connections.ts";
import { parseTask } from "../../../src/cli/commands/tasks.ts";
import { readConf } from "../../../src/cli/commands/trigger.ts";
import { saveLogin } from "../../../src/cli/saved-login.ts";
import { openServer, sitDown } from "./support.ts";

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const open: typeof openServer = async (answer) => {
  const server = await openServer(answer);
  servers.push(server);
  return server;
};
const signedIn = (url: string, more: object = {}) =>
  sitDown({ env: { TRADEWIND_URL: url, TRADEWIND_TOKEN: "tw_test" }, ...more });

describe("the exit code", () => {
  it("is 0, and stdout data alone, when it went well", async () => {
    const { url, heard } = await open(() => [200, { pools: [], total_entries: 0 }]);
    const typed = await signedIn(url).type("pools", "list", "--json");
    expect(typed).toEqual({ code: 0, out: "[]\n", err: "" });
    expect(heard[0]).toMatchObject({ authorization: "Bearer tw_test", path: "/api/v2/pools?limit=100" });
  });

  it.each([
    [404, { detail: "The DAG was not found" }, 1, "The DAG was not found.\n"],
    [422, { detail: [{ loc: ["body", "slots"], msg: "Value error, too few" }] }, 1, "slots: too few.\n"],
    [500, "<html>", 1, "it answered with status 500.\n"],
    [503, { detail: "The database does not answer" }, 3, "The database does not answer.\n"],
    [
      401,
      { detail: "Invalid token" },
      5,
      "Invalid token. Sign in with `tradewind login`, or set another TRADEWIND_TOKEN.\n",
    ],
  ])("for an answer of %i with %j is told with a sentence on stderr", async (status, body, code, err) => {
    const { url } = await open(() => [status, body]);
    expect(await signedIn(url).type("pools", "list", "--json")).toEqual({ code, out: "", err });
  });

  it("is 2 for what is not understood", async () => {
    const { type } = sitDown();
    for (const args of [["sing"], ["dags", "list", "--nonsense"], ["trigger"], ["dags", "list", "--limit", "few"]]) {
      expect(await type(...args)).toMatchObject({ code: 2, out: "" });
    }
  });

  it("is 3 when nobody answers", async () => {
    const server = await open(() => [200, {}]);
    server.close();
    const typed = await signedIn(server.url).type("dags", "list");
    expect(typed).toMatchObject({ code: 3, out: "" });
    expect(typed.err).toMatch(/^The deployment does not answer: .+\.\n$/);
  });

  it.each([
    ["success", 0],
    ["failed", 4],
  ])("of a wait for a run that ends in %s is %i", async (state, code) => {
    const run = { dag_id: "etl", dag_run_id: "r", state, duration: 1 };
    const { url } = await open(({ path }) => [
      200,
      path.includes("/wait") ? `{"state":"running"}\n{"state":"${state}"}\n` : run,
    ]);
    const typed = await signedIn(url).type("runs", "wait", "etl", "r", "--json");
    expect([typed.code, JSON.parse(typed.out)]).toEqual([code, run]);
  });

  it("is 5 when nobody is signed in, and 0 for help", async () => {
    const { type } = sitDown();
    expect(await type("dags", "list")).toMatchObject({ code: 5, out: "" });
    expect(await type("--help")).toMatchObject({ code: 0, err: "" });
    expect((await type("--help")).out).toContain("4  the run that was waited for failed");
  });
});

describe("a login", () => {
  it("keeps a token of its own, which nobody else can read", async () => {
    const { url, heard } = await open(({ path }) => {
      if (path === "/api/x/me") return [200, { user: "ada", role: "operator", team: null, is_user: true }];
      if (path === "/api/x/tokens") return [201, { access_token: "tw_kept" }];
      return [201, { access_token: "tw_first" }];
    });
    const { type, home } = sitDown({ answers: ["a long password"] });
    expect((await type("login", "--url", url, "-u", "ada")).code).toBe(0);
    const file = join(home, "tradewind", "login.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({ url, token: "tw_kept", user: "ada" });
    expect(heard.find(({ method }) => method === "POST")?.body).toEqual({
      username: "ada",
      password: "a long password",
    });
    expect(heard.find(({ path }) => path.endsWith("/logout"))?.authorization).toBe("Bearer tw_first");
  });

  it("takes a file back that others could read", () => {
    const { home } = sitDown();
    const env = { XDG_CONFIG_HOME: home };
    const path = saveLogin(env, { url: "http://a", token: "t", user: "u" });
    writeFileSync(path, "", { mode: 0o644 });
    saveLogin(env, { url: "http://a", token: "t", user: "u" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("is never sent to another address", async () => {
    const { url, heard } = await open(() => [200, {}]);
    const { type, home } = sitDown();
    saveLogin({ XDG_CONFIG_HOME: home }, { url: "https://tradewind.example", token: "tw_theirs", user: "ada" });
    expect((await type("dags", "list", "--url", url)).code).toBe(5);
    expect(heard).toEqual([]);
  });
});

describe("what is typed", () => {
  it("names an instance of a mapped task", () => {
    expect(parseTask("load[3]")).toEqual({ task_id: "load", map_index: 3 });
    expect(parseTask("load")).toEqual({ task_id: "load", map_index: -1 });
  });

  it("is a configuration of JSON and single fields", async () => {
    const { io } = { io: { env: {} } as never };
    const conf = await readConf({ io }, { conf: '{"a":1}', param: ["b=2", "c=text", "d=x=y", "e"] });
    expect(conf).toEqual({ a: 1, b: 2, c: "text", d: "x=y", e: true });
    await expect(readConf({ io }, { conf: "[1]" })).rejects.toThrow("is no JSON object");
  });

  it.each([
    [
      "postgres://me:p%2Fw@db:5432/shop?sslmode=require",
      {
        type: "postgres",
        login: "me",
        password: "p/w",
        host: "db",
        port: 5432,
        schema: "shop",
        extra: '{"sslmode":"require"}',
      },
    ],
    ["http://api.example", { type: "http", host: "api.example" }],
    ["google-cloud-platform://", { type: "google_cloud_platform" }],
  ])("%s is a connection", (uri, fields) => {
    expect(parseUri(uri)).toEqual(fields);
  });
});

describe("completion", () => {
  it.each(["bash", "zsh", "fish", "powershell"])("has a script for %s", async (shell) => {
    // The library writes to the console.
    const said = vi.spyOn(console, "log").mockReturnValue(undefined);
    const { code, out } = await sitDown().type("completion", shell);
    const lines = said.mock.calls.flat().map(String);
    said.mockRestore();
    expect(code).toBe(0);
    expect(out + lines.join("\n")).toContain("tradewind");
  });
});
