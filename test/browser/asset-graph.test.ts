import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let seen: Visit;
let page: Page;
let ids: ReadonlyMap<string, number>;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  seen = await visit(browser, deployment.url);
  page = seen.page;
  const { assets } = (await deployment.product.call("GET", "/api/v2/assets")).body;
  ids = new Map(assets.map(({ name, id }: { name: string; id: number }) => [name, id]));
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});
beforeEach(() => page.goto(`${deployment.url}/assets?view=graph`));

const node = (id: string): Locator => page.locator(`[data-item="${id}"]`);
const assetNode = (name: string): Locator => node(`asset:${ids.get(name)}`);
const focused = () =>
  page.evaluate(`document.activeElement?.closest("[data-item]")?.getAttribute("data-item") ?? null`);
async function update(name: string): Promise<void> {
  await deployment.product.call("POST", "/api/v2/assets/events", { asset_id: ids.get(name), extra: {} });
}

describe("the graph of assets", () => {
  it("says how fresh an asset is, how its producer's last run ended, and what waits", async () => {
    await untilText(assetNode("orders"), /updated .+ ago/);
    await untilText(assetNode("orders"), "waits at sales.price_orders");
    await assetNode("orders").getByRole("img", { name: "Success" }).waitFor();
    await assetNode("receipts").getByRole("img", { name: "Failed" }).waitFor();
    await untilText(assetNode("receipts"), "never updated");
    await untilText(node("dag:sales.price_orders"), "1 of 2 have come");
    expect(await assetNode("orders").locator("time").getAttribute("title")).toMatch(/\d{4}-\d\d-\d\dT/);
  });

  it("is found by name, and by what needs attention", async () => {
    await assetNode("receipts").waitFor();
    await page.getByRole("searchbox", { name: "Find by name" }).fill("receipts");
    await assetNode("orders").waitFor({ state: "detached" });
    await assetNode("receipts").waitFor();
    expect(await page.locator("[data-item]").count()).toBe(2);
    await page.goto(`${deployment.url}/assets?view=graph&show=attention&q=invoices`);
    await untilText(page, "Nothing fits");
  });

  it("is drawn around one asset, as far as is chosen, by a link that others can follow", async () => {
    await assetNode("orders").getByRole("button").click();
    await page.waitForURL(/focus=asset/);
    await untilText(page, "Around orders");
    await assetNode("receipts").waitFor({ state: "detached" });
    await assetNode("invoices").waitFor();
    await page.getByRole("button", { name: "1", exact: true }).click();
    await assetNode("invoices").waitFor({ state: "detached" });
    await page.reload();
    await untilText(page, "Around orders");
    await press(page, "Show everything");
    await assetNode("receipts").waitFor();
  });

  it("is walked by the arrow keys, along its lines", async () => {
    await assetNode("orders").getByRole("link").focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForFunction(`document.activeElement?.closest('[data-item="dag:sales.load_orders"]') !== null`);
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(`document.activeElement?.closest('[data-item^="asset:"]') !== null`);
    expect(await focused()).toBe(`asset:${ids.get("orders")}`);
    await page.keyboard.press("f");
    await untilText(page, "Around orders");
    await assetNode("orders").getByRole("link").focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/assets/${ids.get("orders")}`);
  });

  it("changes on the screen when an asset is updated, and when what waited is taken up", async () => {
    await untilText(assetNode("prices"), "never updated");
    await untilText(assetNode("invoices"), "never updated");
    await update("prices");
    await untilText(assetNode("prices"), /updated .+ ago/);
    await untilText(assetNode("invoices"), /updated .+ ago/);
    await untilText(node("dag:sales.send_invoices"), "Success");
    await untilText(node("dag:sales.price_orders"), "0 of 2 have come");
    expect(await assetNode("orders").getByText("waits at").count()).toBe(0);
    expect(seen.complaints).toEqual([]);
  });
});

describe("an asset's page", () => {
  it("shows what is around it, leads to the graph, and hears of events", async () => {
    await page.goto(`${deployment.url}/assets/${ids.get("receipts")}`);
    await node("dag:finance.charge_cards").waitFor();
    await untilText(page, "It was never brought about.");
    await update("receipts");
    await untilText(page, "by hand");
    await untilText(assetNode("receipts"), /updated .+ ago/);
    await page.getByRole("link", { name: "Show in the graph" }).click();
    await untilText(page, "Around receipts");
  });
});
