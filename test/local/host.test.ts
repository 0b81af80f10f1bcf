import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startHost, type Host } from "../../src/local/host.ts";
import { reservePort } from "../../src/local/port.ts";
import { identify, waitForEnd } from "../../src/local/process-identity.ts";
import { HostProcess } from "./support/host-process.ts";
import { dagText, Workspace } from "./support/workspace.ts";

const SERVE = fileURLToPath(new URL("./support/serve.ts", import.meta.url));
const MAIN = fileURLToPath(new URL("../../src/local/main.ts", import.meta.url));

interface Seen {
  readonly files: readonly string[];
  readonly exports: readonly string[];
  readonly broken: readonly string[];
  readonly ticks: number;
  readonly calls: number;
  readonly migrations: readonly string[];
  readonly profile: string;
  readonly password: string | null;
}

let workspace: Workspace;
let running: HostProcess[];
let hosts: Host[];

beforeEach(() => {
  workspace = new Workspace();
  running = [];
  hosts = [];
});
afterEach(async () => {
  for (const host of hosts) await host.stop();
  for (const host of running) await host.end("SIGKILL");
  workspace.remove();
});

function serve(port: number): HostProcess {
  const { stateDir, dagsDir, entry } = workspace;
  const host = new HostProcess(SERVE, [String(port), stateDir, dagsDir, entry]);
  running.push(host);
  return host;
}

async function start(port: number): Promise<Host> {
  const { stateDir, dagsDir, entry } = workspace;
  const host = await startHost({ port, stateDir, dagsDir, entry, quiet: true });
  hosts.push(host);
  return host;
}

async function look(url: string): Promise<Seen> {
  // A path of the Worker: the root shows the dashboard where it is built.
  const response = await fetch(`${url}/api/look`);
  return (await response.json()) as Seen;
}

describe("a host", () => {
  it("serves the Worker with its bindings, migrated and ticked, and tells it the profile and the first password", async () => {
    const host = await start(0);
    await host.tick();
    const seen = await look(host.url);
    expect(seen).toMatchObject({ files: ["one.ts"], exports: ["one"], broken: [], calls: 1, profile: "local" });
    expect(seen.ticks).toBeGreaterThan(0);
    expect(seen.migrations).toContain("0000_start.sql");
    expect(host.login).toEqual({ kind: "made", password: seen.password });
    await host.stop();

    const again = await start(0);
    expect(again.login).toEqual({ kind: "known_before" });
    expect(await look(again.url)).toMatchObject({ calls: 2, password: null, migrations: seen.migrations });
  });

  it("leaves no process when it stops", async () => {
    const host = await start(0);
    const runtimes = host.runtimePids().map(identify);
    expect(runtimes).toHaveLength(1);
    expect(runtimes[0]).not.toBeNull();
    await host.stop();
    expect(host.runtimePids()).toEqual([]);
    expect(runtimes.map((runtime) => identify(runtime?.pid ?? 0))).toEqual([null]);
  });

  it("refuses a state folder in use and names its user", async () => {
    const host = await start(0);
    const message = `${workspace.stateDir} is in use by process ${process.pid}, which serves ${host.url}`;
    await expect(start(0)).rejects.toThrow(message);
    expect(await look(host.url)).toMatchObject({ files: ["one.ts"] });
  });

  it("refuses a busy port, names its holder and leaves the state folder free", async () => {
    const port = await reservePort(0);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    await expect(start(port)).rejects.toThrow(`port ${port} is held by process ${process.pid} (`);
    await new Promise((resolve) => other.close(resolve));
    const host = await start(port);
    expect(host.url).toBe(`http://127.0.0.1:${port}`);
  });
});

describe("a host that is killed", () => {
  it("leaves nothing in the way of the next start, and loses nothing it stored", async () => {
    const port = await reservePort(0);
    const first = serve(port);
    const { url, runtimePids } = await first.started();
    expect(await look(url)).toMatchObject({ calls: 1 });
    const runtimes = runtimePids.flatMap((pid) => identify(pid) ?? []);
    expect(runtimes).toHaveLength(1);
    expect(await first.end("SIGKILL")).toBe("SIGKILL");

    const next = await start(port);
    for (const runtime of runtimes) await waitForEnd(runtime);
    expect(runtimes.flatMap(({ pid }) => identify(pid) ?? [])).not.toContainEqual(runtimes[0]);
    expect(next.url).toBe(url);
    expect(await look(url)).toMatchObject({ calls: 2 });
  });
});

describe("an edit", () => {
  it("is live soon when it builds, and told when it does not, while the Worker before it goes on", async () => {
    const host = serve(0);
    const { url } = await host.started();

    workspace.write("dags/team/two.ts", dagText("two"));
    await host.line(/^dags\/team.*: live after \d+ ms/);
    expect(await look(url)).toMatchObject({ files: ["one.ts", "team/two.ts"], exports: ["one", "two"] });

    workspace.write("dags/team/two.ts", dagText("renamed"));
    await host.line(/^dags\/team\/two\.ts: live/);
    expect(await look(url)).toMatchObject({ exports: ["one", "renamed"] });

    workspace.write("dags/team/two.ts", "const a = (;\n");
    await host.line(/^dags\/team\/two\.ts:1:12: .*Mend the syntax/);
    await host.line(/^dags\/team\/two\.ts: live/);
    expect(await look(url)).toMatchObject({ files: ["one.ts"], broken: ["team/two.ts"] });

    workspace.write("worker.ts", `${workspace.workerText}\nconst = 1;\n`);
    workspace.write("dags/one.ts", dagText("other"));
    await host.line(/^dags\/one\.ts: does not build; the Worker before it goes on/);
    expect(await look(url)).toMatchObject({ exports: ["one"] });

    workspace.write("worker.ts", workspace.workerText);
    workspace.remove("dags/team");
    await host.line(/^dags\/team.*: live/);
    expect(await look(url)).toMatchObject({ files: ["one.ts"], exports: ["other"], broken: [] });
  });
});

describe("npm start", () => {
  const startMain = async () => {
    const host = new HostProcess(MAIN, ["--port", "0", "--state", workspace.stateDir]);
    running.push(host);
    const url = (await host.line(/Tradewind is at http:\/\/127\.0\.0\.1:\d+$/)).split(" ").at(-1) ?? "";
    const login = await host.line(/Log in as admin/);
    await host.line(/Ctrl-C stops it/);
    return { host, url, login };
  };

  it("says where it is and how to log in, ends cleanly on a signal, and keeps its word at the next start", async () => {
    const first = await startMain();
    const password = /the password is (\S+)/.exec(first.login)?.[1];
    expect(await first.host.end("SIGINT")).toBe(130);
    await expect(fetch(first.url)).rejects.toThrow("fetch failed");

    const next = await startMain();
    expect(next.login).toContain("the password was shown");
    const body = JSON.stringify({ username: "admin", password });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${next.url}/auth/token`, { method: "POST", headers, body })).status).toBe(201);
    expect(await next.host.end("SIGTERM")).toBe(0);
  });

  it("says in one line what stands in the way", async () => {
    const host = await start(0);
    const second = new HostProcess(MAIN, ["--port", "0", "--state", workspace.stateDir]);
    expect(await second.ended()).toBe(1);
    expect(second.output.split("\n")).toEqual([expect.stringContaining(`which serves ${host.url}; stop it first`)]);
  });

  it("explains its options", async () => {
    const help = new HostProcess(MAIN, ["--help"]);
    expect(await help.ended()).toBe(0);
    expect(help.output).toContain("--port N");
  });
});
