import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { refuseUsage } from "./failure.ts";
import type { Io } from "./io.ts";

/** Parts of an export; in a folder each is a file of its own. */
export const SECTIONS = [
  "users",
  "tokens",
  "pools",
  "variables",
  "connections",
  "dags",
  "favorites",
  "imports",
] as const;

const item = z.record(z.string(), z.unknown());
const copiedRun = z.looseObject({ dag_run_id: z.string(), state: z.string(), run_after: z.string() });
const copiedDag = z.object({
  source: z.string(),
  dag: z.looseObject({ dag_id: z.string() }),
  tasks: z.array(item),
  dag_runs: z.array(copiedRun),
});
const file = z.object({
  kind: z.literal("tradewind.export"),
  version: z.literal(1),
  made_at: z.string(),
  sealing: z
    .object({ kdf: z.literal("scrypt"), n: z.number(), r: z.number(), p: z.number(), salt: z.string() })
    .nullable(),
  users: z.array(item),
  tokens: z.array(item),
  pools: z.array(item),
  variables: z.array(item),
  connections: z.array(item),
  dags: z.array(item),
  favorites: z.array(item).default([]),
  imports: z.array(copiedDag).default([]),
});

export interface CopiedDag {
  readonly source: string;
  readonly dag: { readonly dag_id: string; readonly [field: string]: unknown };
  readonly tasks: Record<string, never>[];
  readonly dag_runs: { readonly dag_run_id: string; readonly state: string; readonly run_after: string }[];
}

/** The deployment checks what items hold; here they are only carried. */
export interface ExportFile extends Omit<z.infer<typeof file>, "imports"> {
  readonly imports: CopiedDag[];
}

const HEAD = "export.json";

/** A folder, unless the name says JSON. Both are readable by their owner only: hashes and hosts are nobody else's. */
export function writeExport(path: string, exported: ExportFile): void {
  const write = (name: string, value: unknown) =>
    writeFileSync(name, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  if (path.endsWith(".json")) return write(path, exported);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { kind, version, made_at, sealing } = exported;
  write(join(path, HEAD), { kind, version, made_at, sealing });
  for (const section of SECTIONS) write(join(path, `${section}.json`), exported[section]);
}

/** Throws a Failure for what is no export. */
export async function readExport(io: Io, path: string): Promise<ExportFile> {
  const parsed = file.safeParse(path === "-" ? parse("stdin", await io.readInput()) : readPath(path));
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw refuseUsage(`${path} is no export of Tradewind: ${first?.path.join(".") ?? ""} ${first?.message ?? ""}`);
  }
  return parsed.data as ExportFile;
}

function readPath(path: string): unknown {
  if (!existsSync(path)) throw refuseUsage(`There is no ${path}`);
  if (!statSync(path).isDirectory()) return parse(path, readFileSync(path, "utf8"));
  const read = (name: string) => {
    const part = join(path, name);
    if (!existsSync(part)) throw refuseUsage(`There is no ${part}`);
    return parse(part, readFileSync(part, "utf8"));
  };
  // Exports from before they were part of one have none.
  const there = SECTIONS.filter((section) => section !== "favorites" || existsSync(join(path, "favorites.json")));
  const sections = there.map((section) => [section, read(`${section}.json`)] as const);
  return { ...(read(HEAD) as object), ...Object.fromEntries(sections) };
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuseUsage(`${name} is no JSON: ${(error as Error).message}`);
  }
}

/** Of one request. The deployment reads 1 MiB, and 200 items of a kind. */
const ITEMS = 100;
const CHARACTERS = 300_000;

type Section = Exclude<(typeof SECTIONS)[number], "imports">;
// Items go as they were read: the deployment refuses by name what it does not know.
type Part = { readonly [Name in Section]?: never[] };

/** One kind a request, in the order of SECTIONS: tokens come after their users. */
export function cutIntoRequests(exported: ExportFile): Part[] {
  const sections = SECTIONS.filter((section) => section !== "imports");
  return sections.flatMap((section) => cut(exported[section]).map((items): Part => ({ [section]: items })));
}

function cut<T>(items: readonly T[]): T[][] {
  const parts: T[][] = [];
  let room = 0;
  for (const one of items) {
    const size = JSON.stringify(one).length;
    const last = parts.at(-1);
    if (last === undefined || last.length >= ITEMS || size > room) {
      parts.push([one]);
      room = CHARACTERS - size;
    } else {
      last.push(one);
      room -= size;
    }
  }
  return parts;
}
