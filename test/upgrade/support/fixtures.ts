import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MemorySql } from "../../support/world/memory-sql.ts";
import { loadSql } from "./dump.ts";

const STORES = fileURLToPath(new URL("../../fixtures/stores", import.meta.url));

/** Releases whose stores are kept, the oldest first. */
export const VERSIONS: readonly string[] = readdirSync(STORES).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

export function readFixture(version: string, file: string): string {
  return readFileSync(join(STORES, version, file), "utf8");
}

export function loadStore(version: string, name: string): MemorySql {
  return loadSql(readFixture(version, `${name}.sql`));
}

/** What the release that stored it said of it; the caller names its type. */
export function readSeen<T>(version: string, name: string): T {
  return JSON.parse(readFixture(version, `${name}.json`)) as T;
}

/** Releases that stored such an object. */
export function listVersionsOf(name: string): string[] {
  return VERSIONS.filter((version) => readdirSync(join(STORES, version)).includes(`${name}.sql`));
}

export function listRuns(version: string): string[] {
  const files = readdirSync(join(STORES, version)).filter((file) => /^run-.*\.sql$/.test(file));
  return files.map((file) => file.replace(".sql", ""));
}
