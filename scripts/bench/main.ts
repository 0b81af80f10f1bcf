import { writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release } from "node:os";
import { readFlags, HELP } from "./flags.ts";
import { judge, type Measurement, ratioOf } from "./measurement.ts";
import { runInProcess } from "./run-in-process.ts";
import { renderTable } from "./table.ts";

/** Measures what is asked for, one workload after the other, and prints one table. */
export async function runBench(args: readonly string[]): Promise<void> {
  const flags = readFlags(args);
  if (!flags.ok) {
    console.error(flags.error);
    process.exitCode = 2;
    return;
  }
  if (flags.value.isHelp) return console.log(HELP);
  const { only, repeats, profile, json } = flags.value;
  const measurements: Measurement[] = [];
  const failures: { workload: string; message: string }[] = [];
  const start = performance.now();
  for (const workload of only) {
    const began = performance.now();
    const answer = await runInProcess({ workload, profile, repeats });
    if (answer.kind === "measured") measurements.push(...answer.measurements);
    else failures.push({ workload, message: answer.message });
    console.error(`${workload}: ${answer.kind} in ${Math.round((performance.now() - began) / 1000)} s`);
  }
  console.log(renderTable(measurements));
  console.log(
    `\nA machine with ${cpus().length} cores, busy with ${describeLoad()} of them a minute before; ratios count, not times.`,
  );
  for (const { workload, message } of failures) console.error(`\n${workload} failed: ${message}`);
  if (failures.length > 0) process.exitCode = 1;
  const took = performance.now() - start;
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
