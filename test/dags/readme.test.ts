import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findDags, runDag } from "../../src/sdk/index.ts";
import type { Dag } from "../../src/sdk/index.ts";
import { listSlots } from "../../src/sdk/testing.ts";
import { createBucket } from "./support/fake-bucket.ts";

const ROOT = resolve(import.meta.dirname, "../..");
/** Inside the checkout, so that `tradewind` is found as a DAG file finds it. */
const FOLDER = makeFolder(join(ROOT, ".tradewind"));
const README = readFileSync(join(ROOT, "dags/README.md"), "utf8");

function makeFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, "readme-"));
}
function readSnippet(info: string): string {
  const [, snippet] = new RegExp(`^\`\`\`${info}\n(.*?)^\`\`\``, "ms").exec(README) ?? [];
  if (snippet === undefined) throw new Error(`dags/README.md has no snippet of ${info}`);
  return snippet;
}
async function importDag(file = "daily_orders.ts"): Promise<Dag> {
  const loaded: unknown = await import(join(FOLDER, file));
  const [dag] = typeof loaded === "object" && loaded !== null ? findDags(loaded) : [];
  if (dag === undefined) throw new Error("The snippet exports no DAG");
  return dag;
}
function typeCheck(): string {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  return spawnSync(process.execPath, [tsc, "-p", FOLDER], { encoding: "utf8" }).stdout;
}

beforeAll(() => {
  writeFileSync(join(FOLDER, "daily_orders.ts"), readSnippet("ts"));
  writeFileSync(
    join(FOLDER, "daily_orders.test.ts"),
    `import { runDag } from "tradewind"; import { expect } from "vitest"; import dailyOrders from "./daily_orders.ts";
    ${readSnippet("ts test")}`,
  );
  writeFileSync(join(FOLDER, "bank_statement.ts"), readSnippet("ts schedule"));
  writeFileSync(
    join(FOLDER, "bank_statement.test.ts"),
    `import { listSlots } from "tradewind/testing"; import { expect } from "vitest"; import bankStatement from "./bank_statement.ts";
    ${readSnippet("ts schedule test")}`,
  );
  writeFileSync(join(FOLDER, "warehouse_load.ts"), readSnippet("ts limits"));
  writeFileSync(join(FOLDER, "price_orders.ts"), readSnippet("ts assets"));
  writeFileSync(
    join(FOLDER, "price_orders.test.ts"),
    `import { runDag } from "tradewind"; import { expect } from "vitest"; import priceOrders, { orders, rates } from "./price_orders.ts";
    ${readSnippet("ts assets test")}`,
  );
  writeFileSync(join(FOLDER, "shop_sync.ts"), readSnippet("ts secrets"));
  writeFileSync(
    join(FOLDER, "shop_sync.test.ts"),
    `import { runDag } from "tradewind"; import { expect } from "vitest"; import shopSync from "./shop_sync.ts";
    ${readSnippet("ts secrets test")}`,
  );
  const config = {
    extends: "../../tsconfig.base.json",
    include: ["*.ts", "../../worker-configuration.d.ts", "../../src/**/*.d.ts"],
  };
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify(config));
});
afterAll(() => rmSync(FOLDER, { recursive: true }));

it("the README's DAG and its test have no type error", { timeout: 60_000 }, () => {
  expect(typeCheck()).toBe("");
});

it("the README's schedule has the slots it says", async () => {
  const slots = listSlots(await importDag("bank_statement.ts"), "2026-12-24T12:00Z", 2);
  const told = [...readSnippet("ts schedule test").matchAll(/toBe\("(.*?)"\)/g)].map(([, local]) => local);
  expect(told).toHaveLength(2);
  expect(slots.map(({ local }) => local)).toEqual(told);
});

it("the README's DAG runs as it says", async () => {
  const { objects, binding } = createBucket();
  const result = await runDag(await importDag(), { env: { BLOBS: binding } });
  expect(result.state).toBe("success");
  expect([...objects.values()]).toEqual([
    JSON.stringify([
      { region: "eu", cents: 150 },
      { region: "us", cents: 80 },
    ]),
  ]);
  expect(result.log.find(({ taskId }) => taskId === "notify")?.message).toMatch(
    /^saved daily_orders\/manual__.*\.json$/,
  );
});

it("the README's test passes", async () => {
  await expect(import(join(FOLDER, "daily_orders.test.ts"))).resolves.toBeDefined();
});

it("the README's variables and connections are faked and masked as it says", async () => {
  await expect(import(join(FOLDER, "shop_sync.test.ts"))).resolves.toBeDefined();
  const shop = { type: "http", host: "https://shop.example", password: "hunter22" };
  const { log } = await runDag(await importDag("shop_sync.ts"), { connections: { shop } });
  expect(log[0]?.message).toBe("asking https://shop.example with ***");
});

it("the README's assets bring a run about that knows them", async () => {
  await expect(import(join(FOLDER, "price_orders.test.ts"))).resolves.toBeDefined();
});

it("the README's limits hold nothing back where nobody else is", async () => {
  const { state, tasks } = await runDag(await importDag("warehouse_load.ts"));
  expect(state).toBe("success");
  expect(tasks["report"]?.output).toBe(3);
});
