import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Product } from "../e2e/support/product.ts";
import { untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { visit } from "./support/deployment.ts";

// Within the project, so that DAG files find the package by its own name.
const base = fileURLToPath(new URL("../../.tradewind", import.meta.url));
mkdirSync(base, { recursive: true });
const dags = mkdtempSync(join(base, "dags-"));
const product = new Product(dags);
let browser: Browser;

const write = (tasks: string): void =>
  writeFileSync(
    join(dags, "changing.ts"),
    `import { dag } from "tradewind";\nconst d = dag("changing");\n${tasks}\nexport default d;\n`,
  );
const untilVersion = (count: number) =>
  product.until("/api/v2/dags/changing/dagVersions", ({ total_entries }) => total_entries === count);

beforeAll(async () => {
  write('d.task("gather", () => 1);');
  [browser] = await Promise.all([launchBrowser(), product.start(true)]);
  await untilVersion(1);
});
afterAll(async () => {
  await browser?.close();
  await product.stop();
  rmSync(dags, { recursive: true });
});

it("shows what a version changed of the one before, and any version's file", async () => {
  const { page, complaints } = await visit(browser, product.url);
  await product.trigger("changing", "first");
  await product.untilEnded("changing", "first");
  write('d.task("gather", () => 1);\nd.task("scatter", () => 2);');
  await untilVersion(2);
  await page.goto(`${product.url}/dags/changing?tab=versions`);
  await untilText(page, "Changes of tasks and options");
  await untilText(page, "+");
  await untilText(page, 'd.task("scatter", () => 2);');
  await page.getByRole("button", { name: "Version 1", exact: true }).click();
  await untilText(page, "Nothing came before version 1");
  await page.goto(`${product.url}/dags/changing?tab=code&version=1`);
  await untilText(page, "gather");
  expect(await page.getByText("scatter").count()).toBe(0);
  expect(complaints).toEqual([]);
});
