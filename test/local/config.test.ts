import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../../src/local/config.ts";
import { startHost } from "../../src/local/host.ts";
import { toWorkerOptions } from "../../src/local/worker-options.ts";
import { ROOT } from "../../src/local/root.ts";

const MINIMUM = `name = "small"\nmain = "worker.ts"\ncompatibility_date = "2026-10-01"\n`;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe("the configuration", () => {
  it("of the checkout is understood whole", () => {
    const options = toWorkerOptions(readConfig(ROOT), ROOT, "/bundle/worker.js", { EXTRA: "1" });
    expect(options.durableObjects).toMatchObject({ RUN: { className: "RunCoordinator", useSQLite: true } });
    expect(options.queueConsumers).toMatchObject({
      "tradewind-tasks": { maxBatchTimeout: 0, deadLetterQueue: "tradewind-dead-letters" },
    });
    expect(options.bindings).toMatchObject({ EXTRA: "1" });
  });

  it("with a binding the local host cannot give is refused by name", () => {
    write("wrangler.toml", `${MINIMUM}[[hyperdrive]]\nbinding = "PG"\nid = "1"\n`);
    expect(() => readConfig(folder)).toThrow(/wrangler\.toml: .*hyperdrive/);
  });

  it("takes variables from .dev.vars over its own", () => {
    write("wrangler.toml", `${MINIMUM}[vars]\nA = "toml"\nB = "toml"\n`);
    write(".dev.vars", "B=dev\nC='c c'\n");
    expect(readConfig(folder).vars).toEqual({ A: "toml", B: "dev", C: "c c" });
  });
});

describe("migrations", () => {
  const D1 = `[[d1_databases]]\nbinding = "DB"\ndatabase_name = "small"\ndatabase_id = "1"\n`;
  const WORKER = `export default { async fetch(request, env) {
    if (request.method === "POST") return new Response(null, { status: 201 });
    await env.DB.prepare("INSERT INTO a VALUES (1)").run();
    return Response.json((await env.DB.prepare("SELECT * FROM b").all()).results);
  } };\n`;
  const start = () =>
    startHost({
      port: 0,
      stateDir: join(folder, "state"),
      dagsDir: join(folder, "dags"),
      configDir: folder,
      quiet: true,
    });

  it("may hold triggers and comments, run once each, and in order of name", async () => {
    write("wrangler.toml", MINIMUM + D1);
    write("worker.ts", WORKER);
    write(
      "migrations/0001_a.sql",
      "CREATE TABLE a (x); -- a; comment\n--> statement-breakpoint\nCREATE TABLE b (y);\n",
    );
    write(
      "migrations/0002_t.sql",
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (';'); INSERT INTO b VALUES (2); END;\n",
    );
    for (const count of [2, 4]) {
      const host = await start();
      expect(await (await fetch(host.url)).json()).toHaveLength(count);
      await host.stop();
    }
  });

  it("that fail are named, leave nothing behind, and are applied once mended", async () => {
    write("wrangler.toml", MINIMUM + D1);
    write("worker.ts", WORKER);
    write("migrations/0001_ab.sql", "CREATE TABLE a (x); CREATE TABLE b (y); CREATE TABLE a (z);\n");
    await expect(start()).rejects.toThrow(/migration 0001_ab\.sql fails, nothing of it is applied: .*already exists/);
    write("migrations/0001_ab.sql", "CREATE TABLE a (x); CREATE TABLE b (y);\n");
    const host = await start();
    expect(await (await fetch(host.url)).json()).toEqual([]);
    await host.stop();
  });
});
