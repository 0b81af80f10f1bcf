import { parseArgs } from "node:util";
import { refuse, succeed, type Result } from "../../src/core/result.ts";
import { isProfile, WORKLOADS, type Profile, type Workload } from "./measurement.ts";

export const HELP = `Measures Tradewind on this machine beside what the platform itself costs: npm run bench -- [options]

  --only A,B,…     these workloads alone
  --repeat N       how often what takes long is repeated, 3 unless given
  --profile edge   with delays, duplicates and parallel batches as the edge has them
  --json FILE      writes everything, samples too
  --help           this text`;

export interface Flags {
  readonly only: readonly Workload[];
  readonly repeats: number;
  readonly profile: Profile;
  readonly json: string | null;
  readonly isHelp: boolean;
}

const OPTIONS = {
  only: { type: "string", default: WORKLOADS.join(",") },
  repeat: { type: "string", default: "3" },
  profile: { type: "string", default: "local" },
  json: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for, or what is wrong with it. */
export function readFlags(args: readonly string[]): Result<Flags, string> {
  let given: ReturnType<typeof parse>;
  try {
    given = parse(args);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const names = given.only.toUpperCase().split(",");
  const only = WORKLOADS.filter((workload) => names.includes(workload));
  const unknown = names.filter((name) => !WORKLOADS.some((workload) => workload === name));
  if (unknown.length > 0) return refuse(`--only ${unknown.join(",")}: there is ${WORKLOADS.join(", ")}`);
  const repeats = Number(given.repeat);
  if (!Number.isInteger(repeats) || repeats < 1) return refuse(`--repeat ${given.repeat} is no number of times`);
  const { profile } = given;
  if (!isProfile(profile)) return refuse(`--profile ${profile}: there is local and edge`);
  return succeed({ only, repeats, profile, json: given.json ?? null, isHelp: given.help });
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS }).values;
}
