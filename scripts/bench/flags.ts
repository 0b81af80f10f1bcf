import { parseArgs } from "node:util";
import { refuse, succeed, type Result } from "../../src/core/result.ts";
import { ENGINES } from "./engines/all.ts";
import type { EngineAddress } from "./engines/engine.ts";
import { isProfile, WORKLOADS, type Profile, type Workload } from "./measurement.ts";
import type { Remote } from "./world.ts";

export const HELP = `Measures Tradewind on this machine beside what the platform itself costs: npm run bench -- [options]

  --only A,B,…     these workloads alone
  --repeat N       how often what takes long is repeated, 3 unless given
  --profile edge   with late calls, duplicates, parallel batches and a clock that stands still, as the edge has them
  --json FILE      writes everything, samples too
  --help           this text

A product that is deployed somewhere (bench/wrangler.toml), by HTTP alone, workloads A to F and X:
  --url URL        where it is; https unless it is on this machine
  --user NAME      who logs in, admin unless given; --password TEXT or BENCH_PASSWORD, or else --token TEXT or BENCH_TOKEN
  --yardsticks URL the Worker of bench/yardsticks beside it, for ratios; --yardsticks-token TEXT or YARDSTICKS_TOKEN

Another engine beside it, with the same workloads:
${ENGINES.map(({ name }) => `  --${name} URL    --${name}-user NAME --${name}-password TEXT`).join("\n")}
  --others-only    the other engines alone`;

export interface Flags {
  readonly only: readonly Workload[];
  readonly repeats: number;
  readonly profile: Profile;
  readonly json: string | null;
  readonly remote: Remote | null;
  /** Other engines, by the name of their adapter. */
  readonly others: Readonly<Record<string, EngineAddress>>;
  readonly isProductMeasured: boolean;
  readonly isHelp: boolean;
}

/** By HTTP alone. */
const REMOTE = ["A", "B", "C", "D", "E", "F", "X"] as const satisfies readonly Workload[];

const text = { type: "string" } as const;
const OPTIONS = {
  only: text,
  repeat: { type: "string", default: "3" },
  profile: { type: "string", default: "local" },
  json: text,
  url: text,
  user: { type: "string", default: "admin" },
  password: { type: "string", default: process.env["BENCH_PASSWORD"] ?? "" },
  token: text,
  yardsticks: text,
  "yardsticks-token": text,
  "others-only": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** What the command line asks for, or what is wrong with it. */
export function readFlags(args: readonly string[]): Result<Flags, string> {
  let given: ReturnType<typeof parse>;
  let remote: Remote | null;
  let others: ReturnType<typeof readOthers>;
  try {
    given = parse(args);
    remote = readRemote(given);
    others = readOthers(given);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  const possible: readonly Workload[] = remote === null ? WORKLOADS : REMOTE;
  const names = (given.only ?? possible.join(",")).toUpperCase().split(",");
  const only = possible.filter((workload) => names.includes(workload));
  const unknown = names.filter((name) => !possible.some((workload) => workload === name));
  if (unknown.length > 0) return refuse(`--only ${unknown.join(",")}: there is ${possible.join(", ")}`);
  const repeats = Number(given.repeat);
  if (!Number.isInteger(repeats) || repeats < 1) return refuse(`--repeat ${given.repeat} is no number of times`);
  const { profile, json = null, help: isHelp } = given;
  if (!isProfile(profile)) return refuse(`--profile ${profile}: there is local and edge`);
  if (remote !== null && profile === "edge")
    return refuse("--profile edge adds what a deployment at --url has already");
  const isProductMeasured = !given["others-only"];
  return succeed({ only, repeats, profile, json, remote, others, isProductMeasured, isHelp });
}

type Given = ReturnType<typeof parse>;

function readRemote({ url, user: username, password, token, yardsticks, ...more }: Given): Remote | null {
  if (url === undefined) return null;
  const yardsticksToken = more["yardsticks-token"] ?? process.env["YARDSTICKS_TOKEN"] ?? null;
  return {
    product: { url: trim(url), username, password, token: token ?? process.env["BENCH_TOKEN"] ?? null },
    yardsticks: yardsticks === undefined ? null : { url: trim(yardsticks), token: yardsticksToken },
  };
}

function readOthers(given: Readonly<Record<string, unknown>>): Record<string, EngineAddress> {
  const read = (name: string): string => {
    const value = given[name];
    return typeof value === "string" ? value : "";
  };
  const asked = ENGINES.filter(({ name }) => read(name) !== "");
  return Object.fromEntries(
    asked.map(({ name }) => [
      name,
      { url: trim(read(name)), username: read(`${name}-user`), password: read(`${name}-password`) },
    ]),
  );
}

/** Throws for what is no URL. */
function trim(url: string): string {
  return new URL(url).href.replace(/\/$/, "");
}

function parse(args: readonly string[]) {
  const engines = ENGINES.flatMap(({ name }) => [name, `${name}-user`, `${name}-password`]);
  const options = { ...Object.fromEntries(engines.map((name) => [name, text])), ...OPTIONS };
  return parseArgs({ args: [...args], options }).values;
}
