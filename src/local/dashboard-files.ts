import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./root.ts";

/** Where the dashboard's built files lie, as `[assets]` of wrangler.toml says. */
export const DASHBOARD = join(ROOT, "dist/ui");

/** What the built files are made of. Whatever else the dashboard imports, it imports for its types. */
const SOURCES = ["vite.config.ts", "package-lock.json", "src/ui", "src/client", "src/live", "src/core"];

/** Below these a change is a change of the dashboard. */
export const DASHBOARD_FOLDERS = ["src/ui", "src/client", "src/live"].map((path) => join(ROOT, path));

/**
 * Whether the built files are those of the sources as they are now. The document bears the instant at which its build
 * began, so that an edit in the midst of one is seen.
 */
export function isDashboardBuilt(): boolean {
  const built = readTime(join(DASHBOARD, "index.html"));
  return built !== null && SOURCES.every((path) => !isNewer(join(ROOT, path), built));
}

/** A folder is as new as the newest in it; its own time tells of what was taken away. */
function isNewer(path: string, than: number): boolean {
  const time = readTime(path);
  if (time === null) return false;
  if (time > than) return true;
  if (!statSync(path).isDirectory()) return false;
  return readdirSync(path).some((name) => isNewer(join(path, name), than));
}

function readTime(path: string): number | null {
  return existsSync(path) ? statSync(path).mtimeMs : null;
}
