// Brings the databases of a state folder up to date in a runtime of its own, answers, and ends: migrate-process.ts JOB
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "./host-error.ts";
import type { MigrateAnswer, MigrateJob } from "./migrate.ts";
import { listMigrations } from "./migrated.ts";
import { loadMiniflare, type Database } from "./miniflare.ts";
import { HOST } from "./port.ts";
import { prepareLauncher } from "./runtime-launcher.ts";

/** As wrangler creates it, so that `wrangler d1 migrations` and this host agree on what is applied. */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

async function migrateAll({ stateDir, migrations }: MigrateJob): Promise<string[]> {
  const { convertV4MiniflareOptions, Miniflare } = loadMiniflare();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: HOST,
      cf: false,
      telemetry: { enabled: false },
      resourcePersistencePath: join(stateDir, "v3"),
      resourceTmpPath: join(stateDir, "tmp"),
      unsafeRuntimeEnv: prepareLauncher(stateDir),
      modules: true,
      script: "export default {};",
      d1Databases: Object.fromEntries(migrations.map(({ binding, databaseId }) => [binding, databaseId])),
    }),
  );
  try {
    const applied: string[] = [];
    for (const { binding, folder } of migrations) {
      applied.push(...(await applyMissing(await miniflare.getD1Database(binding), folder)));
    }
    return applied;
  } finally {
    await miniflare.dispose();
  }
}

/** In order of name, each as a whole or not at all. Returns the names applied. */
async function applyMissing(db: Database, folder: string): Promise<string[]> {
  await db.prepare(CREATE_TABLE).run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const missing = listMigrations(folder).filter((name) => !applied.has(name));
  for (const name of missing) await apply(db, name, readFileSync(join(folder, name), "utf8"));
  return missing;
}

async function apply(db: Database, name: string, sql: string): Promise<void> {
  const record = db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
  try {
    await db.batch([db.prepare(sql), record]);
  } catch (error) {
    throw new HostError(`migration ${name} fails, nothing of it is applied: ${describeError(error)}`);
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function answer(): Promise<MigrateAnswer> {
  try {
    return { kind: "migrated", applied: await migrateAll(JSON.parse(process.argv[2] ?? "{}") as MigrateJob) };
  } catch (error) {
    return { kind: error instanceof HostError ? "refused" : "failed", message: describeError(error) };
  }
}

// Without its parent nobody waits for the answer; the runtime ends with this process.
process.on("disconnect", () => process.exit(1));
const result = await answer();
process.send?.(result, () => process.exit(0));
