import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLocate } from "../../src/executors/frames.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "frames-"));
let lines: readonly string[];
let map: SourceMap;

// What `npx wrangler deploy` would ship.
beforeAll(() => {
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  const env = { ...process.env, WRANGLER_SEND_METRICS: "false" };
  execFileSync(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", outDir], {
    cwd: root,
    env,
    stdio: "pipe",
  });
  lines = readFileSync(join(outDir, "worker.js"), "utf8").split("\n");
  map = new SourceMap(JSON.parse(readFileSync(join(outDir, "worker.js.map"), "utf8")));
}, 180_000);
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

function standAt(text: string): Error {
  const line = lines.findIndex((candidate) => candidate.includes(text)) + 1;
  return Object.assign(new Error(text), { stack: `Error: ${text}\n    at worker.js:${line}:1` });
}

it("a deployed bundle tells where author code was written, exactly as wrangler's own source map does", () => {
  const frames = /^var frames = (.*);$/m.exec(lines.join("\n"))?.[1] ?? "";
  const table = String(runInNewContext(frames));
  const above = standAt('new Error("above author code")');
  const locate = createLocate(table, above, standAt('new Error("below author code")'));
  const checked = new Set<string>();
  for (const [index, text] of lines.entries()) {
    const column = text.search(/\S/);
    if (column < 0) continue;
    const entry = map.findEntry(index, column);
    if (!("originalSource" in entry) || entry.generatedLine !== index) continue;
    const source = /(?:^|\/)(dags\/examples\/\w+\.ts)$/.exec(entry.originalSource)?.[1];
    const told = locate(`at worker.js:${index + 1}:${column + 1}`);
    const place =
      source === undefined
        ? `worker.js:${index + 1}:${column + 1}`
        : `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    expect(told).toBe(`at ${place}`);
    if (source !== undefined) checked.add(source);
  }
  expect([...checked]).toContain("dags/examples/_orders.ts");
  expect(checked.size).toBeGreaterThan(6);
});
