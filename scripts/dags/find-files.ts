import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * The DAG files below a folder, as sorted paths with forward slashes. A name that starts with `_` or `.` (file or folder)
 * is shared code or hidden; tests and declarations are no DAGs either. A folder that does not exist holds none.
 */
export function findDagFiles(dagsDir: string): string[] {
  return walk(dagsDir, "").toSorted(compareCodeUnits);
}

function walk(root: string, below: string): string[] {
  return readEntries(join(root, below)).flatMap((entry) => {
    if (/^[._]/.test(entry.name) || entry.name === "node_modules") return [];
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return walk(root, path);
    return isDagFile(entry.name) ? [path] : [];
  });
}

function readEntries(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isDagFile(name: string): boolean {
  return name.endsWith(".ts") && !/\.(d|test)\.ts$/.test(name);
}

/** The same order on every machine: no locale has a say. */
function compareCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
