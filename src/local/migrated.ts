import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A database and the folder of its migrations. */
export interface Migrations {
  readonly binding: string;
  readonly databaseId: string;
  readonly folder: string;
}

/** The names of a folder's migrations in the order they apply. */
export function listMigrations(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".sql")) : [];
  return files.toSorted();
}

/** Whether this host has seen to it that the databases have all of these migrations. */
export function isMigrated(stateDir: string, migrations: readonly Migrations[]): boolean {
  try {
    return readFileSync(findNote(stateDir), "utf8") === describe(migrations);
  } catch {
    return false;
  }
}

export function noteMigrated(stateDir: string, migrations: readonly Migrations[]): void {
  const path = findNote(stateDir);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, describe(migrations));
}

/** Beside the databases, so that it goes when they go. */
function findNote(stateDir: string): string {
  return join(stateDir, "v3", "d1", "migrated.json");
}

function describe(migrations: readonly Migrations[]): string {
  return JSON.stringify(migrations.map(({ databaseId, folder }) => [databaseId, listMigrations(folder)]));
}
