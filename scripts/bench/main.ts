import { writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release } from "node:os";
import { ENGINES } from "./engines/all.ts";
import { readFlags, HELP, type Flags } from "./flags.ts";
import { judge, type Measurement, ratioOf } from "./measurement.ts";
import { runInProcess } from "./run-in-process.ts";
import { renderTable } from "./table.ts";
import { measureOther, OTHER_WORKLOADS } from "./workloads/others.ts";

interface Results {
  readonly measurements: Measurement[];
  readonly failures: { readonly workload: string; readonly message: string }[];
}

/** Measures what is asked for, one workload after the other, and prints one table. */
export async function runBench(args: readonly string[]): Promise<void> {
  const flags = readFlags(args);
  if (!flags.ok) {
    console.error(flags.error);
    process.exitCode = 2;
    return;
  }
  if (flags.value.isHelp) return console.log(HELP);
  const results: Results = { measurements: [], failures: [] };
  const start = performance.now();
  if (flags.value.isProductMeasured) await measureProduct(flags.value, results);
  await measureOthers(flags.value, results);
  report(flags.value, results, performance.now() - start);
}

async function measureProduct({ only, ...settings }: Flags, { measurements, failures }: Results): Promise<void> {
  const { profile, repeats, remote } = settings;
  for (const workload of only) {
    const began = performance.now();
    const answer = await runInProcess({ workload, profile, repeats, remote });
    if (answer.kind === "measured") measurements.push(...answer.measurements);
    else failures.push({ workload, message: answer.message });
    sayEnd(workload, answer.kind, began);
  }
}

async function measureOthers({ only, repeats, others }: Flags, { measurements, failures }: Results): Promise<void> {
  for (const adapter of ENGINES) {
    const { name } = adapter;
    const address = others[name];
    if (address === undefined) continue;
    const engine = await adapter.open(address);
    for (const workload of OTHER_WORKLOADS.filter((one) => only.includes(one))) {
      const began = performance.now();
      const measured = await measureOther(engine, workload, repeats).catch((error: unknown) => String(error));
      if (typeof measured === "string") failures.push({ workload: `${name} ${workload}`, message: measured });
      else measurements.push(...measured);
      sayEnd(`${name} ${workload}`, typeof measured === "string" ? "failed" : "measured", began);
    }
    engine.client.close();
  }
}

function sayEnd(what: string, how: string, began: number): void {
  console.error(`${what}: ${how} in ${Math.round((performance.now() - began) / 1000)} s`);
}

function report({ json, profile, repeats }: Flags, { measurements, failures }: Results, took: number): void {
  console.log(renderTable(measurements));
  console.log(
    `\nA machine with ${cpus().length} cores, busy with ${describeLoad()} of them a minute before; ratios count, not times.`,
  );
  for (const { workload, message } of failures) console.error(`\n${workload} failed: ${message}`);
  if (failures.length > 0) process.exitCode = 1;
  if (json !== null)
    writeFileSync(json, `${JSON.stringify(describe({ profile, repeats, took, measurements, failures }), null, 2)}\n`);
}

/** One workload keeps about one core busy; more than that is somebody else. */
function describeLoad(): string {
  return (loadavg()[0] ?? Number.NaN).toFixed(1);
}

function describe(result: { readonly measurements: readonly Measurement[] } & Record<string, unknown>) {
  const machine = {
    platform: platform(),
    release: release(),
    cpus: cpus().map(({ model }) => model),
    node: process.version,
  };
  const measurements = result.measurements.map((one) => ({ ...one, ratio: ratioOf(one), verdict: judge(one) }));
  return { v: 1, at: new Date().toISOString(), machine, ...result, measurements };
}
