import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkArchitecture, RANKS, type SourceFile } from "./support/architecture.ts";

const SOURCES = ["src/**/*.{ts,tsx}", "dags/**/*.ts", "scripts/**/*.{ts,mjs}", "test/**/*.ts", "*.config.ts"];

function readSources(): SourceFile[] {
  const paths = SOURCES.flatMap((pattern) => globSync(pattern)).map((path) => path.replaceAll("\\", "/"));
  return paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

function findMessages(path: string, text: string): string[] {
  return checkArchitecture([{ path, text }]).map(({ line, message }) => `${line}: ${message}`);
}

describe("the house", () => {
  it("is in order", () => {
    const sources = readSources();
    expect(sources.length).toBeGreaterThan(0);
    const violations = checkArchitecture(sources).map(({ path, line, message }) => `${path}:${line} ${message}`);
    expect(violations).toEqual([]);
  });
});

describe("the checker catches", () => {
  const planted: [path: string, text: string, message: string][] = [
    [
      "src/core/a.ts",
      `import { b } from "../store/b.ts";`,
      '1: imports "../store/b.ts": src/core has rank 0, src/store has rank 1',
    ],
    ["src/core/a.ts", `export * from "../sdk/b.ts";`, "src/core has rank 0, src/sdk has rank 1"],
    [
      "src/sdk/a.ts",
      `\nimport type { B } from "../store/b.ts";`,
      '2: imports "../store/b.ts": src/sdk has rank 1, src/store has rank 1',
    ],
    [
      "src/coordinator/a.ts",
      `const b = await import("../api/b.ts");`,
      "src/coordinator has rank 3, src/api has rank 4",
    ],
    ["src/live/a.ts", `type B = import("../scheduler/b.ts").B;`, "src/live has rank 1, src/scheduler has rank 4"],
    ["src/api/a.ts", `import { b } from "../../dags/b.ts";`, "only src/worker.ts knows the DAGs"],
    ["src/queue-consumer/a.ts", `import { b } from "../gen/b.ts";`, "only src/worker.ts knows the DAGs"],
    ["src/worker.ts", `import b from "../dags/b.ts";`, "DAGs are reached through generated code"],
    ["src/worker.ts", `import { b } from "./local/b.ts";`, "nobody imports src/local"],
    ["src/cli/a.ts", `import { b } from "../local/b.ts";`, "nobody imports src/local"],
    ["src/local/a.ts", `import worker from "../worker.ts";`, "nobody imports src/worker.ts"],
    ["src/store/a.ts", `import { b } from "../../test/support/b.ts";`, "the product does not import test/support/b.ts"],
    ["src/ui/a.ts", `import { b } from "../store/b.ts";`, "src/ui is a client"],
    ["src/cli/a.ts", `import { b } from "../api/b.ts";`, "src/cli is a client"],
    ["src/client/a.ts", `import { b } from "../api/b.ts";`, "src/client is a client"],
    ["src/client/a.ts", `import { b } from "../store/b.ts";`, "src/client is a client"],
    ["src/client/a.ts", `import { b } from "../ui/b.ts";`, "src/client has rank 5, src/ui has rank 6"],
    ["src/api/a.ts", `import { b } from "../client/b.ts";`, "src/api has rank 4, src/client has rank 5"],
    ["dags/a.ts", `import { b } from "../src/coordinator/b.ts";`, "a DAG imports sdk, operators and sensors only"],
    ["src/core/a.ts", `import { b } from "./b";`, "a relative import carries its extension"],
    ["src/attic/a.ts", `export {};`, "src/attic is no room of the house"],
    ["src/stray.ts", `export {};`, "src/stray.ts is no room of the house"],
    ["src/core/a.ts", `import { b } from "node:crypto";`, "src/core may use cron-parser and @noble/hashes only"],
    ["src/core/a.ts", `import { b } from "cloudflare:workers";`, "src/core may use cron-parser and @noble/hashes only"],
    ["src/core/a.ts", `import { b } from "cron-parser-extras";`, "src/core may use cron-parser and @noble/hashes only"],
    ["src/core/a.ts", `\n\nconst at = Date.now();`, "3: src/core is pure: no Date.now"],
    ["src/core/a.ts", `const at = new Date();`, "src/core is pure: no new Date()"],
    ["src/core/a.ts", `const at = Date();`, "src/core is pure: no Date()"],
    ["src/core/a.ts", `const chance = Math.random();`, "src/core is pure: no Math.random"],
    ["src/core/a.ts", `const id = crypto.randomUUID();`, "src/core is pure: no crypto"],
    ["src/core/a.ts", `const web = { fetch };`, "src/core is pure: no fetch"],
    ["src/core/a.ts", `const home = process.env["HOME"];`, "src/core is pure: no process"],
    ["src/core/a.ts", `setTimeout(() => undefined, 1);`, "src/core is pure: no setTimeout"],
    ["src/core/a.ts", `const start = performance.now();`, "src/core is pure: no performance"],
    ["src/core/a.ts", `const host = globalThis;`, "src/core is pure: no globalThis"],
    ["src/worker.ts", "//\n".repeat(61), "61 lines, at most 60"],
    ["test/core/a.test.ts", "//\n".repeat(301), "301 lines, at most 300"],
  ];

  it.each(planted)("%s with %j", (path, text, message) => {
    expect(findMessages(path, text)).toEqual([expect.stringContaining(message)]);
  });
});

describe("the checker allows", () => {
  const clean: [path: string, text: string][] = [
    ["src/core/a.ts", `import { b } from "./b/c.ts";\nimport { sha1 } from "@noble/hashes/legacy.js";`],
    [
      "src/core/a.ts",
      `// Date.now() is for others\nconst text = "fetch"; const at = new Date(0); const of = text.process; const data = { crypto: 1 };`,
    ],
    ["src/store/a.ts", `import { b } from "../core/b.ts"; const at = Date.now();`],
    ["src/api/a.ts", `import { b } from "../coordinator/b.ts"; import { Hono } from "hono";`],
    ["src/cli/a.ts", `import type { B } from "../api/b.ts"; import { c } from "../live/c.ts";`],
    ["src/client/a.ts", `import type { B } from "../api/b.ts"; import { hc } from "hono/client";`],
    ["src/ui/a.ts", `import { b } from "../client/b.ts";`],
    ["src/local/a.ts", `import { b } from "../api/b.ts"; import { c } from "node:fs";`],
    ["src/gen/a.ts", `import b from "../../dags/b.ts";\n${"//\n".repeat(1000)}`],
    ["src/worker.ts", `import { dags } from "./gen/dags.ts"; import { app } from "./api/app.ts";`],
    ["dags/team/a.ts", `import { dag } from "../../src/sdk/index.ts"; import { b } from "./b.ts";`],
    ["scripts/a.ts", `import { b } from "../src/api/b.ts"; const at = Date.now();`],
    ["test/core/a.test.ts", "//\n".repeat(300)],
  ];

  it.each(clean)("%s with %j", (path, text) => {
    expect(findMessages(path, text)).toEqual([]);
  });

  it("every room to import every room below it, and none above or beside it", () => {
    const rooms = Object.entries(RANKS).filter(([room]) => room !== "local");
    const servers = rooms.filter(([, rank]) => rank < 5);
    for (const [room, rank] of servers) {
      const importable = rooms.filter(
        ([other]) => findMessages(`src/${room}/a.ts`, `import "../${other}/b.ts";`).length === 0,
      );
      const expected = rooms.filter(([other, otherRank]) => other === room || otherRank < rank);
      expect(importable).toEqual(expected);
    }
  });
});
