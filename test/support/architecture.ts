import { posix } from "node:path";
import { countLines, readSourceFacts, type ImportFact, type SourceFile } from "./source-facts.ts";

export type { SourceFile } from "./source-facts.ts";
export type Violation = { readonly path: string; readonly line: number; readonly message: string };

/** A file imports its own room or rooms of a lower rank. Rooms of equal rank do not know each other. */
export const RANKS: Readonly<Record<string, number>> = {
  core: 0,
  sdk: 1,
  store: 1,
  live: 1,
  operators: 2,
  sensors: 2,
  executors: 2,
  coordinator: 3,
  scheduler: 4,
  "queue-consumer": 4,
  api: 4,
  client: 5,
  ui: 6,
  cli: 6,
  "remote-worker": 6,
  local: 6,
};

/** Clients reach the product through the typed client, the messages of live, the types of api and the pure core. */
const CLIENTS: ReadonlySet<string> = new Set(["client", "ui", "cli", "remote-worker"]);
const OPEN_TO_CLIENTS: ReadonlySet<string> = new Set(["core", "live", "client"]);
const OPEN_TO_DAGS: ReadonlySet<string> = new Set(["dags", "sdk", "operators", "sensors"]);

const PACKAGES_OF_CORE = ["cron-parser", "@noble/hashes"];

const LONGEST_FILE = 300;
/** Limits that differ from the general one, each with its reason. */
const LINE_LIMITS: Readonly<Record<string, { readonly limit: number; readonly reason: string }>> = {
  "src/worker.ts": { limit: 60, reason: "the meeting place only names who meets" },
};

type Target = { readonly room: string; readonly path: string };
type Check = (file: SourceFile, room: string) => Violation[];

const CHECKS: readonly Check[] = [checkPlace, checkLength, checkImports, checkEffects];

/** All violations of the house rules in files given as data; paths are relative to the repository and use "/". */
export function checkArchitecture(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((file) => CHECKS.flatMap((check) => check(file, roomOf(file.path))));
}

/** The room of a path: a folder of src, "worker" for the meeting place, "gen" for generated code, else the top folder. */
function roomOf(path: string): string {
  if (path === "src/worker.ts") return "worker";
  const [top = "", next = ""] = path.split("/");
  return top === "src" ? next : top;
}

function checkPlace({ path }: SourceFile, room: string): Violation[] {
  const known = room in RANKS || room === "worker" || room === "gen";
  if (!path.startsWith("src/") || known) return [];
  return [
    { path, line: 1, message: `src/${room} is no room of the house; give it a rank in test/support/architecture.ts` },
  ];
}

function checkLength({ path, text }: SourceFile, room: string): Violation[] {
  if (room === "gen") return [];
  const limit = LINE_LIMITS[path]?.limit ?? LONGEST_FILE;
  const lines = countLines(text.trimEnd());
  return lines <= limit ? [] : [{ path, line: limit + 1, message: `${lines} lines, at most ${limit}` }];
}

function checkImports(file: SourceFile, room: string): Violation[] {
  if (!isProduct(file.path)) return [];
  return readSourceFacts(file).imports.flatMap((fact) => {
    const target = resolveTarget(file.path, fact.specifier);
    const refusal = target === undefined ? refusePackage(room, fact.specifier) : refuseImport(room, target, fact);
    return refusal === undefined
      ? []
      : [{ path: file.path, line: fact.line, message: `imports "${fact.specifier}": ${refusal}` }];
  });
}

function isProduct(path: string): boolean {
  return path.startsWith("src/") || path.startsWith("dags/");
}

function resolveTarget(from: string, specifier: string): Target | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  return { room: roomOf(path), path };
}

function refusePackage(room: string, specifier: string): string | undefined {
  if (room !== "core") return undefined;
  const allowed = PACKAGES_OF_CORE.some((name) => specifier === name || specifier.startsWith(`${name}/`));
  return allowed ? undefined : `src/core may use ${PACKAGES_OF_CORE.join(" and ")} only`;
}

/** The reason why a room may not import a target, or undefined when it may. */
function refuseImport(room: string, target: Target, fact: ImportFact): string | undefined {
  if (!/\.\w+(\?worker&url)?$/.test(target.path))
    return "a relative import carries its extension, so that Node can follow it";
  if (room === target.room || room === "gen") return undefined;
  return refuseForAll(room, target) ?? refuseRank(room, target) ?? refuseClient(room, target, fact);
}

/** Rules that stand above rank: who may know the DAGs, the meeting place and the local host. */
function refuseForAll(room: string, target: Target): string | undefined {
  if (room === "dags" && !OPEN_TO_DAGS.has(target.room)) return "a DAG imports sdk, operators and sensors only";
  if (target.room === "local") return "nobody imports src/local, the local host";
  if (target.room === "worker") return "nobody imports src/worker.ts";
  if (target.room === "dags" && room === "worker") return "DAGs are reached through generated code";
  if (target.room === "dags") return "only src/worker.ts knows the DAGs";
  if (target.room === "gen" && room !== "worker") return "only src/worker.ts knows the DAGs";
  return target.path.startsWith("src/") ? undefined : `the product does not import ${target.path}`;
}

function refuseRank(room: string, target: Target): string | undefined {
  const own = RANKS[room];
  const other = RANKS[target.room];
  if (own === undefined || other === undefined) return undefined;
  return other < own
    ? undefined
    : `src/${room} has rank ${own}, src/${target.room} has rank ${other}; only lower ranks may be imported`;
}

function refuseClient(room: string, target: Target, fact: ImportFact): string | undefined {
  if (!CLIENTS.has(room) || OPEN_TO_CLIENTS.has(target.room)) return undefined;
  if (target.room === "api" && fact.typeOnly) return undefined;
  return `src/${room} is a client: it may import core, live, client and the types of api`;
}

function checkEffects(file: SourceFile, room: string): Violation[] {
  if (!file.path.startsWith("src/") || room !== "core") return [];
  return readSourceFacts(file).effects.map(({ name, line }) => ({
    path: file.path,
    line,
    message: `src/core is pure: no ${name}`,
  }));
}
