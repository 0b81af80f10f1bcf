import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Replaces a file in one step, so that no reader sees half of it; leaves one with the same content alone. True when it wrote. */
export function writeIfChanged(path: string, content: string): boolean {
  if (readIfThere(path) === content) return false;
  const next = `${path}.${process.pid}.tmp`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(next, content);
  renameSync(next, path);
  return true;
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
