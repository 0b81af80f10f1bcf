import { readFileSync } from "node:fs";
import { join } from "node:path";
import { foreseeFrames } from "../../src/local/bundle.ts";
import { readConfig } from "../../src/local/config.ts";
import { insertTable } from "../../src/local/frame-table.ts";
import { ROOT } from "./root.ts";
import { writeIfChanged } from "./write-file.ts";

/**
 * Tells the generated code where author code will stand in the bundle that wrangler makes of it next. What wrangler adds
 * above moves all of it alike, which the Worker sees by itself.
 */
export async function writeFrames(dagsDir: string, outDir: string): Promise<void> {
  const { main, keep_names: keepNames } = readConfig(ROOT);
  const outFile = join(ROOT, "dist/worker.js");
  const table = await foreseeFrames({
    root: ROOT,
    entry: join(ROOT, main),
    genDir: outDir,
    dagsDir,
    outFile,
    keepNames,
  });
  const handlers = join(outDir, "handlers.ts");
  writeIfChanged(handlers, insertTable(readFileSync(handlers, "utf8"), table));
}
