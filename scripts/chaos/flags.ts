import { parseArgs } from "node:util";
import { refuse, succeed, type Result } from "../../src/core/result.ts";
import { isProfile, type Profile } from "../bench/measurement.ts";

export const HELP = `Kills Tradewind again and again under load, and counts what is lost: npm run chaos -- [options]

  --kills N              how often everything is killed with -9, 20 unless given
  --attempts N           task instances to carry out, about, 500 unless given
  --seconds-between A-B  from one kill to the next within a burst, 0.2-5 unless given
  --d1-outage S          for so many seconds, from shortly after the start, the database is out of reach
  --profile edge         with late calls, batches side by side and a clock that stands still, as at the edge
  --seed TEXT            the same seed draws the same moments; one is made and printed without it
  --keep                 leaves state and ledger behind
  --help                 this text`;

export interface Flags {
  readonly kills: number;
  readonly attempts: number;
  /** Milliseconds. */
  readonly between: readonly [low: number, high: number];
  /** Milliseconds. */
  readonly outage: number;
  readonly seed: string;
  readonly profile: Profile;
  readonly isKept: boolean;
  readonly isHelp: boolean;
}

const OPTIONS = {
  kills: { type: "string", default: "20" },
  attempts: { type: "string", default: "500" },
  "seconds-between": { type: "string", default: "0.2-5" },
  "d1-outage": { type: "string", default: "0" },
  seed: { type: "string" },
  profile: { type: "string", default: "local" },
  keep: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for, or what is wrong with it. */
export function readFlags(args: readonly string[], madeSeed: string): Result<Flags, string> {
  let given: ReturnType<typeof parse>;
  try {
    given = parse(args);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const [kills, attempts, outage] = [Number(given.kills), Number(given.attempts), Number(given["d1-outage"])];
  const [low = NaN, high = NaN, ...more] = given["seconds-between"].split("-").map((text) => 1000 * Number(text));
  if (!Number.isInteger(kills) || kills < 0) return refuse(`--kills ${given.kills} is no number of times`);
  if (!Number.isInteger(attempts) || attempts < 1) return refuse(`--attempts ${given.attempts} is no number of times`);
  if (!(outage >= 0 && outage < Infinity)) return refuse(`--d1-outage ${given["d1-outage"]} is no number of seconds`);
  if (!(low >= 0 && high >= low) || more.length > 0)
    return refuse(`--seconds-between ${given["seconds-between"]} is no range such as 0.2-5`);
  const { seed = madeSeed, profile, keep: isKept, help: isHelp } = given;
  if (!isProfile(profile)) return refuse(`--profile ${profile}: there is local and edge`);
  return succeed({ kills, attempts, between: [low, high], outage: outage * 1000, seed, profile, isKept, isHelp });
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS }).values;
}
