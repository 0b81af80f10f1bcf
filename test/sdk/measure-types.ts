/**
 * Measures how long a DAG file takes to type-check: `node scripts/with-node.mjs node test/sdk/measure-types.ts [tasks]`.
 * Every task reads two others, a tenth are mapped, a tenth hang on a branch. Fails when 500 take longer than ten seconds.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const LONGEST = 10_000;
const root = resolve(import.meta.dirname, "../..");
const folder = join(root, ".tradewind", "measure-types");

function writeTask(index: number): string {
  const input = `in: { a: t${Math.max(0, index - 1)}, b: t${Math.floor(index / 2)} }`;
  if (index === 0) return `const t0 = d.task("t0", () => ({ n: 1, at: new Date(0) }));`;
  if (index % 10 === 0) {
    return `const m${index} = d.task("m${index}", { expand: { x: [1, 2] }, ${input} }, ({ x, a }) => ({ n: a.n + x }));
const t${index} = d.task("t${index}", { in: { all: m${index} } }, ({ all }) => ({ n: all.length, at: new Date(all[0]?.n ?? 0) }));`;
  }
  if (index % 10 === 5) {
    return `const b${index} = d.branch("b${index}", { ${input} }, ({ a }) => (a.n > 1 ? "many" : "few"));
const t${index} = d.task("t${index}", { ${input}, when: b${index}.is("many") }, ({ b }) => ({ n: b.n, at: new Date(b.at) }));`;
  }
  return `const t${index} = d.task("t${index}", { ${input} }, ({ a, b }) => ({ n: a.n + b.n, at: new Date(a.at) }));`;
}

function measure(tasks: number): number {
  const lines = Array.from({ length: tasks }, (_, index) => writeTask(index));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "dag.ts"),
    `import { dag } from "tradewind";\nconst d = dag("big");\n${lines.join("\n")}\nexport default d;\n`,
  );
  const types = join(root, "worker-configuration.d.ts");
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: join(root, "tsconfig.base.json"), include: ["dag.ts", types] }),
  );
  const start = performance.now();
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" });
  const milliseconds = Math.round(performance.now() - start);
  if (status !== 0) throw new Error(stdout);
  return milliseconds;
}

const tasks = Number(process.argv[2] ?? 500);
const [empty, full] = [measure(1), measure(tasks)];
rmSync(folder, { recursive: true });
process.stdout.write(`1 task: ${empty} ms, ${tasks} tasks: ${full} ms\n`);
if (full > LONGEST) process.exitCode = 1;
