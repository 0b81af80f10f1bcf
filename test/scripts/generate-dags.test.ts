import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createGenerator, type Generated, type Generator } from "../../scripts/dags/generate.ts";

/** Milliseconds for one file; an endless loop costs a test run twice this. */
const TIME_LIMIT = 1000;

let folder: string;
let generator: Generator;
let product: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "generate-dags-"));
  product = "v1";
  generator = open();
});
afterEach(() => {
  generator.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Generator {
  const place = (name: string) => join(folder, name);
  return createGenerator({
    dagsDir: place("dags"),
    outDir: place("out"),
    cacheDir: place("cache"),
    timeLimit: TIME_LIMIT,
    readProduct: async () => product,
  });
}

function write(file: string, text: string): void {
  const path = join(folder, "dags", file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function dagText(id: string, more = ""): string {
  return `import { dag } from "tradewind";\nconst d = dag("${id}");\nd.task("a", () => 1);\n${more}export default d;\n`;
}

function readOut(name: string): string {
  return readFileSync(join(folder, "out", name), "utf8");
}

function listCompiled({ manifest }: Generated): string[] {
  return manifest.files.flatMap((file) => (file.kind === "compiled" ? [file.file] : []));
}

function bundleIdOf({ manifest }: Generated, file: string): string | undefined {
  const entry = manifest.files.find((candidate) => candidate.file === file);
  return entry?.kind === "compiled" ? entry.bundleId : undefined;
}

describe("a folder of DAGs", () => {
  it("may be empty or missing", async () => {
    const { manifest } = await generator.generate();
    expect(manifest.files).toEqual([]);
    expect(readOut("handlers.ts")).toContain("= {\n};");
    expect(readOut("manifest.ts")).toContain('import type { Manifest } from "');
  });

  it("becomes a manifest and a table of handlers; shared, hidden and test files do not", async () => {
    write("team/b.ts", `import { limit } from "./_shared.ts";\n${dagText("b", "d.task(`t${limit}`, () => 2);\n")}`);
    write("a.ts", `${dagText("a")}export const other = dag("a2");\nother.task("x", () => 1);\n`);
    for (const file of ["team/_shared.ts", ".hidden.ts", "_lib/c.ts", "a.test.ts", "types.d.ts"]) {
      write(file, "export const limit = 3;\n");
    }
    const generated = await generator.generate();
    expect(generated.broken).toEqual([]);
    expect(generated.manifest.files.map(({ file }) => file)).toEqual(["a.ts", "team/b.ts"]);
    const [a, b] = generated.manifest.files;
    expect(a).toMatchObject({ kind: "compiled", source: readFileSync(join(folder, "dags/a.ts"), "utf8") });
    expect(a?.kind === "compiled" && a.dags.map(({ graph }) => graph.dagId)).toEqual(["a", "a2"]);
    expect(b?.kind === "compiled" && b.dags[0]?.graph.tasks.map(({ id }) => id)).toEqual(["a", "t3"]);
    expect(readOut("handlers.ts")).toContain('"team/b.ts": { bundleId: "');
    expect(readOut("handlers.ts")).toContain('load: () => import("../dags/team/b.ts")');
  });

  it("may use what Node alone cannot run: enums, zod, the runtime's modules, Node's modules by their short names", async () => {
    const text = `import { env } from "cloudflare:workers";\nimport fs from "fs";\nimport { z } from "zod";
import { dag } from "tradewind";\nenum Size { Big = 7 }
export const d = dag("rich", { params: z.object({ n: z.number().default(Size.Big) }) });
d.task("t", () => [env, fs]);\n`;
    write("rich.ts", text);
    const { manifest, broken } = await generator.generate();
    expect(broken).toEqual([]);
    expect(manifest.files[0]).toMatchObject({ dags: [{ graph: { paramsDefaults: { n: 7 } } }] });
  });
});

/** Name, text, reason, the beginning of the message (FILE stands for the file's name, LINE for 3 to 4), mend. */
const BROKEN: readonly (readonly [string, string, string, string, string])[] = [
  ["syntax", `const a = 1;\nconst b = (;\n`, "dag_syntax_error", "dags/FILE:2:12: ", "Mend the syntax"],
  [
    "import",
    `import { x } from "./gone.ts";\nx();\n`,
    "dag_import_unresolved",
    'dags/FILE:1:19: imports "./gone.ts"',
    "Check the path",
  ],
  ["package", `import x from "no-such-package";\nx();\n`, "dag_import_unresolved", "dags/FILE:1:15: ", "package.json"],
  [
    "throw",
    `\nconst at = null as unknown as { x: number };\nexport const y = at.x;\n`,
    "dag_import_failed",
    "dags/FILE:3:21: throws",
    "into a task",
  ],
  [
    "rejection",
    `\nvoid Promise.reject(new Error("adrift"));\n`,
    "dag_process_crashed",
    "dags/FILE:2:21: ends the process that imports it (Error: adrift)",
    "into a task",
  ],
  ["exit", `\n\nprocess.exit(0);\n`, "dag_process_exited", "dags/FILE:3:9: calls process.exit(0)", "Remove the call"],
  [
    "caught exit",
    `try {\n  process.exit(4);\n} catch {}\n`,
    "dag_process_exited",
    "dags/FILE:2:11: calls process.exit(4)",
    "Remove",
  ],
  [
    "kill",
    `process.kill(process.pid, "SIGKILL");\n`,
    "dag_process_crashed",
    "dags/FILE: ends the process that imports it (SIGKILL)",
    "into a task",
  ],
  [
    "loop",
    `let n = 0;\n\nfor (;;) {\n  n += 1;\n}\n`,
    "dag_import_timeout",
    "dags/FILE:LINE: is not imported after 1 s",
    "endless loop",
  ],
  [
    "await",
    `await new Promise(() => {});\nexport {};\n`,
    "dag_import_timeout",
    "dags/FILE: is not imported",
    "top-level `await`",
  ],
  ["no DAG", `export const a = 1;\n`, "dag_missing", "dags/FILE: exports no DAG", "start the file's name with `_`"],
  [
    "bad DAG",
    dagText("bad", `d.task("b", { retries: 3 } as never, () => 1);\n`),
    "option_unknown",
    'dags/FILE:4: DAG "bad", task "b": there is no option "retries"',
    "known are",
  ],
];

describe("broken files", () => {
  const fileOf = (name: string) => `m_${name.replaceAll(" ", "_")}.ts`;

  it("are named with line and mend, and touch no other, however many there are", async () => {
    write("aa.ts", dagText("aa"));
    write("zz.ts", dagText("zz"));
    for (const [name, text] of BROKEN) write(fileOf(name), text);
    const first = await generator.generate();
    expect(listCompiled(first)).toEqual(["aa.ts", "zz.ts"]);
    for (const [name, source, code, start, mend] of BROKEN) {
      const file = fileOf(name);
      const broken = first.broken.find((candidate) => candidate.file === file);
      expect(broken).toMatchObject({ source, errors: [{ reason: { code, params: { file: `dags/${file}` } } }] });
      const message = broken?.errors[0]?.message.replace(/:[34]:\d+: is not/, ":LINE: is not");
      expect(message).toContain(start.replace("FILE", file));
      expect(broken?.errors[0]?.message).toContain(mend);
      expect(readOut("handlers.ts")).not.toContain(file);
    }
    const second = await generator.generate();
    expect(second).toEqual({ ...first, compiled: second.compiled, isWritten: false });
    // Only what does not bundle is tried again: what it lacks may have come.
    expect(second.compiled.toSorted()).toEqual(["import", "package", "syntax"].map(fileOf));
  }, 30_000);

  it("is the second of two that declare one DAG, and names the first", async () => {
    write("a/one.ts", dagText("same"));
    write("b/two.ts", dagText("same"));
    write("c/team.ts", dagText("same").replace('dag("same"', 'dag("same", { team: "c" }'));
    const generated = await generator.generate();
    expect(listCompiled(generated)).toEqual(["a/one.ts", "c/team.ts"]);
    const [fault, ...others] = generated.broken.flatMap(({ errors }) => errors);
    expect(others).toEqual([]);
    const params = { file: "dags/b/two.ts", line: 2, dagId: "same", other: "dags/a/one.ts" };
    expect(fault?.reason).toEqual({ code: "dag_duplicate", params });
    expect(fault?.message).toContain('dags/b/two.ts:2: declares the DAG "same", which dags/a/one.ts declares');
  });

  it("points into the shared file that is at fault", async () => {
    write("_shared.ts", `\n\nthrow new Error("from shared");\n`);
    write("a.ts", `import "./_shared.ts";\n${dagText("a")}`);
    const { broken } = await generator.generate();
    expect(broken[0]?.errors[0]?.message).toContain(
      "dags/_shared.ts:3:7: throws when it is imported: Error: from shared",
    );
  });
});

describe("a second run", () => {
  it("compiles nothing and writes nothing when nothing changed", async () => {
    write("a.ts", dagText("a"));
    write("broken.ts", `throw new Error("no");\n`);
    const first = await generator.generate();
    expect(first.compiled.toSorted()).toEqual(["a.ts", "broken.ts"]);
    const later = open();
    const second = await later.generate();
    later.close();
    expect(second).toEqual({ ...first, compiled: [], isWritten: false });
  });

  it("compiles everything when the product was upgraded, to the same bundles", async () => {
    for (const id of ["a", "b"]) write(`${id}.ts`, dagText(id));
    const first = await generator.generate();
    product = "v2";
    const second = await generator.generate();
    expect(second.compiled).toEqual(["a.ts", "b.ts"]);
    expect(second.manifest).toEqual(first.manifest);
  });

  it("compiles the one file that was edited", async () => {
    for (const id of ["a", "b", "c"]) write(`${id}.ts`, dagText(id));
    const first = await generator.generate();
    write("b.ts", dagText("b", 'd.task("later", () => 1);\n'));
    const second = await generator.generate();
    expect(second.compiled).toEqual(["b.ts"]);
    expect(second.isWritten).toBe(true);
    expect(second.manifest.hash).not.toBe(first.manifest.hash);
    expect(bundleIdOf(second, "b.ts")).not.toBe(bundleIdOf(first, "b.ts"));
    expect(bundleIdOf(second, "a.ts")).toBe(bundleIdOf(first, "a.ts"));
  });

  it("compiles the files that import what was edited", async () => {
    write("_shared.ts", "export const id = 'one';\n");
    write(
      "a.ts",
      `import { id } from "./_shared.ts";\nimport { dag } from "tradewind";\nexport const d = dag(id);\nd.task("a", () => 1);\n`,
    );
    write("b.ts", dagText("b"));
    await generator.generate();
    write("_shared.ts", "export const id = 'two';\n");
    const second = await generator.generate();
    expect(second.compiled).toEqual(["a.ts"]);
    expect(second.manifest.files[0]).toMatchObject({ dags: [{ graph: { dagId: "two" } }] });
  });

  it("finds a missing import once it is there, and forgets a file that is gone", async () => {
    write("a.ts", `import "./_late.ts";\n${dagText("a")}`);
    write("b.ts", dagText("b"));
    expect((await generator.generate()).broken.map(({ file }) => file)).toEqual(["a.ts"]);
    write("_late.ts", "export {};\n");
    rmSync(join(folder, "dags/b.ts"));
    const second = await generator.generate();
    expect(listCompiled(second)).toEqual(["a.ts"]);
    expect(readOut("handlers.ts")).not.toContain("b.ts");
  });

  it("keeps the bundle's id when only comments, white space and local names change", async () => {
    write("a.ts", dagText("a"));
    const first = await generator.generate();
    write("a.ts", `// a comment\n\n${dagText("a").replaceAll(/\bd\b/g, "daily")}`);
    const second = await generator.generate();
    expect(second.compiled).toEqual(["a.ts"]);
    expect(bundleIdOf(second, "a.ts")).toBe(bundleIdOf(first, "a.ts"));
    expect(second.manifest.hash).not.toBe(first.manifest.hash);
  });
});

it("compiles the 400 files of a large deployment", async () => {
  for (let index = 0; index < 400; index += 1) write(`team_${index % 30}/d${index}.ts`, dagText(`d${index}`));
  const first = await generator.generate();
  expect(first.manifest.files.filter(({ kind }) => kind === "compiled")).toHaveLength(400);
  write("team_7/d7.ts", dagText("d7", 'd.task("later", () => 1);\n'));
  const second = await generator.generate();
  expect(second.compiled).toEqual(["team_7/d7.ts"]);
}, 60_000);
