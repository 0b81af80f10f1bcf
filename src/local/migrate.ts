import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";
import { HostError } from "./host-error.ts";

type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/** As wrangler creates it, so that `wrangler d1 migrations` and this host agree on what is applied. */
const CREATE_TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)`;

/** Applies the migrations that a database lacks, in order of name, each as a whole or not at all. Returns the names applied. */
export async function migrate(db: Database, folder: string): Promise<string[]> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sql")) : [];
  await db.prepare(CREATE_TABLE).run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const missing = files.toSorted().filter((name) => !applied.has(name));
  for (const name of missing) await apply(db, name, readFileSync(join(folder, name), "utf8"));
  return missing;
}

async function apply(db: Database, name: string, sql: string): Promise<void> {
  const record = db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name);
  try {
    await db.batch([db.prepare(sql), record]);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new HostError(`migration ${name} fails, nothing of it is applied: ${words}`);
  }
}
