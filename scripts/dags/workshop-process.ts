// The process that holds the tools: it makes the bundle anew for each message of its parent, and ends with it.
import { flushCompileCache } from "node:module";
import { join } from "node:path";
import { createBundler } from "../../src/local/bundle.ts";
import type { Made, WorkshopAnswer, WorkshopOptions } from "../../src/local/workshop.ts";
import { createGenerator } from "./generate.ts";
import { digestProduct } from "./product.ts";
import { report } from "./report.ts";
import { ROOT } from "./root.ts";

const options = JSON.parse(process.argv[2] ?? "{}") as WorkshopOptions;
const generator = createGenerator({
  dagsDir: options.dagsDir,
  outDir: options.genDir,
  cacheDir: join(ROOT, "node_modules/.cache/tradewind/dags"),
  timeLimit: options.timeLimit,
  readProduct: digestProduct,
});
const bundler = createBundler(options);

async function make(): Promise<Made> {
  const start = performance.now();
  const generated = report(await generator.generate(), start);
  const built = await (await bundler).build();
  return { report: generated, built };
}

async function answer(): Promise<void> {
  const send = (result: WorkshopAnswer) => process.send?.(result);
  try {
    send({ kind: "made", made: await make() });
  } catch (error) {
    send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

let turn = Promise.resolve();
process.on("message", () => {
  turn = turn.then(answer).then(flushCompileCache);
});
process.on("disconnect", () => {
  generator.close();
  process.exit(0);
});
// Ctrl-C and a closed terminal reach every process; the host decides when this one ends.
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => undefined);
