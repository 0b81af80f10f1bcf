// Usage: generate-dags.ts [--dags DIR] [--out DIR] [--cache DIR] [--time-limit SECONDS] [--check | --serve]
// Compiles the DAG files into src/gen. A broken file is reported and left out; only --check makes it a failure.
// With --serve it stays, and generates anew for each message from its parent.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createGenerator, type Generated } from "./dags/generate.ts";
import { digestProduct } from "./dags/product.ts";
import { ROOT } from "./dags/root.ts";

const { values } = parseArgs({
  options: {
    dags: { type: "string", default: join(ROOT, "dags") },
    out: { type: "string", default: join(ROOT, "src/gen") },
    cache: { type: "string", default: join(ROOT, "node_modules/.cache/tradewind/dags") },
    "time-limit": { type: "string", default: "10" },
    check: { type: "boolean", default: false },
    serve: { type: "boolean", default: false },
  },
});

const generator = createGenerator({
  dagsDir: values.dags,
  outDir: values.out,
  cacheDir: values.cache,
  timeLimit: Number(values["time-limit"]) * 1000,
  readProduct: digestProduct,
});

/** What a run came to, for a person: a line about it, and the mends. */
function report({ manifest, broken, compiled }: Generated, start: number) {
  const dags = manifest.files.reduce((sum, file) => sum + (file.kind === "compiled" ? file.dags.length : 0), 0);
  const files = `${dags} DAGs in ${manifest.files.length} files, ${broken.length} files broken`;
  const took = `${compiled.length} compiled in ${Math.round(performance.now() - start)} ms`;
  const errors = broken.flatMap((file) => file.errors.map(({ message }) => message));
  return { summary: `${files}; ${took}`, compiled, errors };
}

async function generateOnce(): Promise<void> {
  const start = performance.now();
  const { summary, errors } = report(await generator.generate(), start);
  generator.close();
  for (const error of errors) console.error(error);
  console.log(summary);
  if (values.check && errors.length > 0) process.exitCode = 1;
}

function serve(): void {
  let turn = Promise.resolve();
  const answer = async () => {
    const start = performance.now();
    process.send?.(report(await generator.generate(), start));
  };
  process.on("message", () => {
    turn = turn.then(answer);
  });
  process.on("disconnect", () => {
    generator.close();
    process.exit(0);
  });
}

if (values.serve) serve();
else await generateOnce();
