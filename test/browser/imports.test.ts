import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { look, untilText } from "./support/acting.ts";
import { DAILY_RUNS } from "./support/airflow.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";

const READER = { username: "reader", password: "another password for tests" };

let browser: Browser;
let deployment: Deployment;
let seen: Visit;
let page: Page;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  await deployment.product.call("POST", "/api/x/users", { ...READER, role: "viewer" });
  seen = await visit(browser, deployment.url);
  page = seen.page;
});
afterEach(() => {
  if (seen.complaints.length > 0) throw new Error(`The browser complained: ${seen.complaints.join("\n")}`);
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

const open = (path: string) => page.goto(deployment.url + path);
const sections = (place: Page) => place.getByRole("navigation", { name: "Parts of the administration" });

it("says what an import brought, what it could not, and what stays there", async () => {
  await open("/admin");
  await sections(page).getByRole("link", { name: "Imported" }).click();
  await page.waitForURL("**/admin/imports");
  const panel = page.locator("section").filter({ hasText: "Forget the copies" });
  const words = async () => (await panel.innerText()).replaceAll(/\s+/g, " ");
  await untilText(panel, "rates_api_key");
  const said = await words();
  for (const part of [
    deployment.airflow,
    "3.3.2",
    "3 DAGs, 142 runs",
    "Pools 1 new, 1 different here, not overwritten",
    "Variables 1 new, 1 needs a secret",
    "Connections 1 new, 1 needs a secret",
    "2 need a secret",
    "Airflow hides password: set it here",
    "Stays in Airflow: task instances, logs",
    `npx tradewind import airflow ${deployment.airflow} --name old --username NAME`,
  ]) {
    expect(said).toContain(part);
  }
  await panel.getByRole("link", { name: "ledger" }).click();
  await page.waitForURL("**/admin/connections?q=ledger");
});

it("shows their DAGs beside ours, and the history of one", async () => {
  await open("/dags");
  await page.getByRole("button", { name: "Imported 3" }).click();
  await untilText(page, "walk_daily");
  expect(await page.getByText("charge_cards").count()).toBe(0);
  await page.getByLabel("Find an imported DAG").fill("walk");
  await page.getByText("quarterly_close").waitFor({ state: "detached" });
  await page.getByRole("link", { name: "walk_daily" }).click();
  await page.waitForURL("**/imports/old/walk_daily?team=default");
  await untilText(page, `A copy from Airflow at ${deployment.airflow}`);
  await untilText(page, `${DAILY_RUNS} runs`);
  const table = page.getByRole("table", { name: "Copied runs" });
  await untilText(table, "scheduled__2026-05-10T05:00:00.000Z");
  expect(
    await page
      .locator("main")
      .getByRole("button", { name: /Trigger|Clear|Pause|Mark/ })
      .count(),
  ).toBe(0);
  const original = page.getByRole("link", { name: "Open in Airflow" });
  expect(await original.getAttribute("href")).toBe(`${deployment.airflow}/dags/walk_daily`);
});

it("reads the whole history as it is walked over", async () => {
  await open("/imports/old/walk_daily");
  const table = page.getByRole("table", { name: "Copied runs" });
  await untilText(table, "2026-05-10");
  await table.hover();
  for (let step = 0; step < 40 && !(await table.getByText("2026-01-01").isVisible()); step += 1) {
    await page.mouse.wheel(0, 2_000);
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
  }
  await untilText(table, "scheduled__2026-01-01T05:00:00.000Z");
});

it("leads from our DAG to what it did before, and back", async () => {
  await open("/dags/sales.load_orders");
  await page.getByRole("link", { name: "History in old" }).click();
  await page.waitForURL("**/imports/old/sales.load_orders*");
  await untilText(page, "Paused there");
  await page.getByRole("link", { name: "Our DAG of this name" }).click();
  await page.waitForURL("**/dags/sales.load_orders");
});

it("is found by the palette", async () => {
  await open("/dags");
  const palette = await look(page, "walk_da");
  const found = palette.getByRole("option", { name: /walk_daily/ });
  expect(await found.innerText()).toContain("old");
  await found.click();
  await page.waitForURL("**/imports/old/walk_daily*");
  await look(page, "imported");
  await page.getByRole("option", { name: /^Imported/ }).click();
  await page.waitForURL("**/admin/imports");
});

it("is for everybody to read, without the names of what needs a secret", async () => {
  const reader = await visit(browser, deployment.url, READER);
  await reader.page.goto(`${deployment.url}/admin/imports`);
  await untilText(reader.page, "2 need a secret");
  await untilText(reader.page, "Stays in Airflow");
  expect(await reader.page.getByText("rates_api_key").count()).toBe(0);
  expect(reader.complaints).toEqual([]);
  await reader.context.close();
});

it("has no place in a deployment that never imported, but says how to", async () => {
  await deployment.product.call("DELETE", "/api/x/imports/old");
  await open("/admin");
  await sections(page).getByRole("link", { name: "Import errors" }).waitFor();
  await page.waitForLoadState("networkidle");
  expect(await sections(page).getByRole("link", { name: "Imported" }).count()).toBe(0);
  await open("/dags");
  await untilText(page, "charge_cards");
  await page.waitForLoadState("networkidle");
  expect(await page.getByRole("button", { name: /^Imported/ }).count()).toBe(0);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await page.waitForURL("**/admin/imports");
  await untilText(page, "Nothing was imported yet");
  await untilText(page, "npx tradewind import airflow");
  await open("/imports/old/walk_daily");
  await untilText(page, "Not found");
});
