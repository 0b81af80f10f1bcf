import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sitDown } from "../unit/cli/support.ts";
import { Product } from "./support/product.ts";

const DAGS = fileURLToPath(new URL("./cli-dags", import.meta.url));
/** Two deployments are started, one after the other. */
const TWO_HOSTS = 120_000;
const PASSWORD = "a password for tests";
const [first, second] = [new Product(DAGS), new Product(DAGS)];
const TRADEWIND_PASSPHRASE = "a passphrase of some length";
const people = sitDown({
  env: { TRADEWIND_PASSWORD: PASSWORD, TRADEWIND_PASSPHRASE, TRADEWIND_NEW_PASSWORD: PASSWORD },
});

beforeAll(() => first.start());
afterAll(async () => {
  await Promise.all([first, second].map((product) => product.kill()));
});

/** Types a command that has to go well, and reads what it says to programs. */
async function type(...args: string[]): Promise<any> {
  const { code, out, err } = await people.type(...args, "--json");
  expect([args, code, err]).toEqual([args, 0, err]);
  return JSON.parse(out);
}

const READ = [
  ["variables", "get", "region"],
  ["connections", "get", "db"],
  ["pools", "get", "small"],
  ["users", "list"],
  ["imports", "list"],
];
const answerAll = () => Promise.all(READ.map((args) => type(...args))).then(forget);
/** Who has been there first, and when, differs. */
function forget(answers: any[]): any[] {
  return JSON.parse(
    JSON.stringify(answers, (name, value) => (/_at$|^username$/.test(name) && value !== "ada" ? null : value)),
  );
}

it(
  "signs in, triggers, waits, reads the log, and fills an empty deployment with the same answers",
  async () => {
    await type("login", "--url", first.url);
    const run = await type("trigger", "greeting", "--wait", "--param", "name=Ada");
    expect(run).toMatchObject({ state: "success", conf: { name: "Ada" } });
    const shown = await type("runs", "show", "greeting", run.dag_run_id);
    expect(shown.task_instances.map((one: any) => one.state)).toEqual(["success", "success"]);
    const log = await people.type("logs", "greeting", run.dag_run_id, "greet", "--follow");
    expect(log).toMatchObject({ code: 0, out: expect.stringContaining('good day, "Ada"') });

    await type("variables", "set", "region", "eu-west");
    await type("connections", "set", "db", "--uri", "postgres://me:secret-word@db/shop");
    await type("pools", "set", "small", "3");
    await type("users", "create", "ada", "--role", "operator");
    await type("dags", "pause", "yearly");
    // What lists know follows what a DAG knows.
    await first.until("/api/v2/dags?paused=true", ({ total_entries }) => total_entries === 1);
    const before = await answerAll();
    const folder = join(mkdtempSync(join(tmpdir(), "tradewind-")), "export");
    await type("export", folder, "--secrets");
    expect(readFileSync(join(folder, "connections.json"), "utf8")).not.toContain("secret-word");

    await second.start();
    await type("login", "--url", second.url);
    const rehearsal = await type("import", folder, "--dry-run");
    expect((await type("variables", "list")).length).toBe(0);
    const written = await type("import", folder);
    expect(written.results).toEqual(rehearsal.results);
    expect(await answerAll()).toEqual(before);
    expect(await type("dags", "show", "yearly")).toMatchObject({ schedule: { is_paused: true } });
    await second.until("/api/v2/dags?paused=true", ({ total_entries }) => total_entries === 1);
    const again = await type("import", folder);
    expect(again.results.filter((one: any) => one.outcome !== "unchanged")).toEqual([]);
    await type("login", "--url", second.url, "-u", "ada");
    expect(await type("whoami")).toMatchObject({ user: "ada", role: "operator" });
  },
  TWO_HOSTS,
);
