import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledDag } from "./compile-messages.ts";
import { createFileDigests, digest } from "./digest.ts";
import type { Fault } from "./faults.ts";
import { writeIfChanged } from "./write-file.ts";

/** What compiling one file gave, without its source. */
export type Verdict =
  | { readonly kind: "compiled"; readonly bundleId: string; readonly dags: readonly CompiledDag[] }
  | { readonly kind: "broken"; readonly errors: readonly Fault[] };

/** Holds as long as the product and every input are the same, and no longer than `until` (epoch milliseconds). */
interface Entry {
  readonly product: string;
  readonly inputs: readonly (readonly [path: string, digest: string])[];
  readonly until: number | null;
  readonly verdict: Verdict;
}

export interface Cache {
  find(file: string): Promise<Verdict | null>;
  /** `inputs` are absolute paths; `until` is null for a verdict that its inputs alone decide. */
  keep(file: string, inputs: readonly string[], verdict: Verdict, until: number | null): Promise<void>;
  /** Forgets the files that are no more. */
  prune(files: readonly string[]): void;
}

/** Verdicts by file on disk, in a folder of their own for each DAG folder. `product` names the version of all that compiles. */
export function openCache(cacheDir: string, dagsDir: string, product: string): Cache {
  const folder = join(cacheDir, digest(dagsDir));
  const digestFile = createFileDigests();
  const nameOf = (file: string) => `${digest(file)}.json`;
  mkdirSync(folder, { recursive: true });

  const holds = async ({ product: made, inputs, until }: Entry) => {
    if (made !== product || (until !== null && until < Date.now())) return false;
    const same = await Promise.all(inputs.map(async ([path, known]) => (await digestFile(path)) === known));
    return same.every(Boolean);
  };
  return {
    async find(file) {
      const entry = await readEntry(join(folder, nameOf(file)));
      return entry !== null && (await holds(entry)) ? entry.verdict : null;
    },
    async keep(file, inputs, verdict, until) {
      const digests = inputs.map(async (path) => [path, await digestFile(path)] as const);
      const entry: Entry = { product, inputs: await Promise.all(digests), until, verdict };
      writeIfChanged(join(folder, nameOf(file)), JSON.stringify(entry));
    },
    prune(files) {
      const live = new Set(files.map(nameOf));
      for (const name of readdirSync(folder)) if (!live.has(name)) rmSync(join(folder, name), { force: true });
    },
  };
}

/** Only this module writes entries, so one that parses has their shape; one that does not is none. */
async function readEntry(path: string): Promise<Entry | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Entry;
  } catch {
    return null;
  }
}
