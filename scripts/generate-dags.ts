// Usage: generate-dags.ts [--dags DIR] [--out DIR] [--cache DIR] [--time-limit SECONDS] [--check] [--frames]
// Compiles the DAG files into src/gen. A broken file is reported and left out; only --check makes it a failure.
// With --frames, what wrangler bundles next can name the lines of DAG files when a task throws.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createGenerator } from "./dags/generate.ts";
import { digestProduct } from "./dags/product.ts";
import { report } from "./dags/report.ts";
import { ROOT } from "./dags/root.ts";
import { writeFrames } from "./dags/write-frames.ts";

const { values } = parseArgs({
  options: {
    dags: { type: "string", default: join(ROOT, "dags") },
    out: { type: "string", default: join(ROOT, "src/gen") },
    cache: { type: "string", default: join(ROOT, "node_modules/.cache/tradewind/dags") },
    "time-limit": { type: "string", default: "10" },
    check: { type: "boolean", default: false },
    frames: { type: "boolean", default: false },
  },
});

const generator = createGenerator({
  dagsDir: values.dags,
  outDir: values.out,
  cacheDir: values.cache,
  timeLimit: Number(values["time-limit"]) * 1000,
  readProduct: digestProduct,
});

async function generateOnce(): Promise<void> {
  const start = performance.now();
  const { summary, errors } = report(await generator.generate(), start);
  generator.close();
  for (const error of errors) console.error(error);
  console.log(summary);
  if (values.frames) await writeFrames(resolve(values.dags), resolve(values.out)).catch(warnOfFrames);
  if (values.check && errors.length > 0) process.exitCode = 1;
}

/** What cannot be bundled is wrangler's to report. */
function warnOfFrames(error: unknown): void {
  console.warn(`Logs will not name the lines of DAG files: ${error instanceof Error ? error.message : String(error)}`);
}

await generateOnce();
