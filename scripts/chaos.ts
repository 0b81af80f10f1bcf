// Usage: npm run chaos -- [--kills N] [--attempts N] [--seconds-between A-B] [--d1-outage S] [--profile edge] [--seed TEXT]
import { randomBytes } from "node:crypto";
import { HELP, readFlags, type Flags } from "./chaos/flags.ts";
import { runChaos, type Report } from "./chaos/main.ts";

const WORDS = {
  lost: "lost",
  twice: "committed twice",
  phantom: "without a start",
  stuck: "stuck",
  differing: "differing in D1",
  orphans: "orphans",
} as const satisfies Partial<Record<keyof Report, string>>;

const FAULTS = ["lost", "twice", "phantom", "stuck", "differing", "orphans"] as const;

function print(report: Report): boolean {
  for (const fault of FAULTS) {
    console.log(`${WORDS[fault].padEnd(16)} ${report[fault].length}`);
    for (const line of report[fault].slice(0, 20)) console.log(`  ${line}`);
  }
  const { runs, instances, starts, seconds } = report;
  console.log(`runs             ${runs}`);
  console.log(`starts per task  ${(starts / instances).toFixed(2)} (${starts} of ${instances})`);
  console.log(`seconds          ${Math.round(seconds)}`);
  return FAULTS.every((fault) => report[fault].length === 0);
}

async function main(flags: Flags): Promise<void> {
  if (flags.isHelp) return console.log(HELP);
  console.log(`seed ${flags.seed}, profile ${flags.profile}`);
  const isSound = print(await runChaos(flags));
  process.exit(isSound ? 0 : 1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(130));
const flags = readFlags(process.argv.slice(2), randomBytes(4).toString("hex"));
if (flags.ok) await main(flags.value);
else {
  console.error(flags.error);
  process.exit(2);
}
