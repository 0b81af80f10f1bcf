import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Product } from "./support/product.ts";

// Within the project, so that DAG files find the package by its own name.
const base = fileURLToPath(new URL("../../.tradewind", import.meta.url));
mkdirSync(base, { recursive: true });
const dags = mkdtempSync(join(base, "dags-"));
const product = new Product(dags);

const write = (file: string, text: string): void => writeFileSync(join(dags, file), text);
const errors = "/api/v2/importErrors";
const broken: readonly (readonly [file: string, text: string, named: RegExp])[] = [
  ["syntax.ts", "export default dag(;", /syntax\.ts.*1/su],
  [
    "cycle.ts",
    'import { dag } from "tradewind";\nconst d = dag("cyclic");\nconst a = d.task("a", () => 1);\nconst b = d.task("b", { in: { a } }, () => 1);\nd.chain(b, a);\nexport default d;',
    /cyclic.*(a|b)/su,
  ],
  [
    "cron.ts",
    'import { cron, dag } from "tradewind";\nconst d = dag("bad_cron", { schedule: cron("0 0 30 2 *") });\nd.task("a", () => 1);\nexport default d;',
    /bad_cron.*0 0 30 2 \*/su,
  ],
  ["throws.ts", 'throw new Error("no settings file");', /no settings file/],
];

beforeAll(async () => {
  write(
    "sound.ts",
    'import { dag } from "tradewind";\nconst d = dag("sound");\nd.task("a", () => 1);\nexport default d;',
  );
  for (const [file, text] of broken) write(file, text);
  await product.start(true);
  await product.until(errors, ({ total_entries: total }) => total === broken.length);
});
afterAll(async () => {
  await product.stop();
  rmSync(dags, { recursive: true, force: true });
});

it.each(broken)("%s is an import error that says what is wrong", async (file, _, named) => {
  const { body } = await product.call("GET", errors);
  const error = body.import_errors.find(({ filename }: { filename: string }) => filename.endsWith(file));
  expect(`${file} ${error.stack_trace}`).toMatch(named);
});

it("leaves the sound file beside them alone", async () => {
  await product.trigger("sound", "r1");
  expect((await product.untilEnded("sound", "r1")).state).toBe("success");
});

it("mends a file without a restart", async () => {
  write(
    "syntax.ts",
    'import { dag } from "tradewind";\nconst d = dag("mended");\nd.task("a", () => 2);\nexport default d;',
  );
  await product.until(errors, ({ total_entries: total }) => total === broken.length - 1);
  await product.trigger("mended", "r1");
  expect((await product.untilEnded("mended", "r1")).state).toBe("success");
});

it("ends a live run whose DAG file was deleted with a clear reason, and disturbs no other", async () => {
  write(
    "going.ts",
    'import { dag } from "tradewind";\nconst d = dag("going");\nconst a = d.sensor("a", { every: "1s", timeout: "1h" }, () => false);\nd.task("b", { after: [a] }, () => 1);\nexport default d;',
  );
  await product.until("/api/v2/dags/going", ({ dag_id: id }) => id === "going");
  await product.trigger("going", "r1");
  await product.until("/api/v2/dags/going/dagRuns/r1/taskInstances/a", ({ state }) => state === "up_for_reschedule");
  rmSync(join(dags, "going.ts"));
  const run = await product.untilEnded("going", "r1");
  expect(run.state).toBe("failed");
  const log = await product.call("GET", "/api/v2/dags/going/dagRuns/r1/taskInstances/a/logs/1");
  expect(JSON.stringify(log.body)).toMatch(/version|bundle/i);
  const again = await product.tryTrigger("going", "r2");
  expect(again.status).toBeGreaterThanOrEqual(400);
  expect(JSON.stringify(again.body)).toContain("going");
  await product.trigger("sound", "r2");
  expect((await product.untilEnded("sound", "r2")).state).toBe("success");
}, 120_000);
