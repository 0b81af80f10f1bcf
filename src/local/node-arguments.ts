import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./root.ts";

/** For a process of this project that another starts: types stripped once and kept, and no word about that being new. */
export const NODE_ARGUMENTS: readonly string[] = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  pathToFileURL(join(ROOT, "scripts/stripped-types.mjs")).href,
];
