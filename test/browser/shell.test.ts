import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { RUNS, startDeployment, visit, type Deployment } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

const current = (page: Page) =>
  page.getByRole("navigation", { name: "Main" }).locator("ul [aria-current=page]").allInnerTexts();

it("tells which part of the navigation a page belongs to", async () => {
  const { context, page } = await visit(browser, deployment.url);
  await page.goto(`${deployment.url}/reference`);
  await untilText(page, "get_dag_runs");
  expect(await current(page)).toEqual(["Admin"]);
  await page.goto(`${deployment.url}/runs`);
  await untilText(page, "charge_cards");
  expect(await current(page)).toEqual(["Runs"]);
  await context.close();
});

it("keeps a list's filters under a name", async () => {
  const { context, page } = await visit(browser, deployment.url);
  await page.goto(`${deployment.url}/runs?state=failed`);
  await untilText(page, "charge_cards");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: /Save/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("What broke");
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.goto(`${deployment.url}/runs`);
  await untilText(page, "load_orders");
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "What broke", exact: true }).click();
  await page.waitForURL("**/runs?state=failed");
  await context.close();
});

it("draws the lines of a graph, also once its boxes were measured", async () => {
  const { context, page } = await visit(browser, deployment.url);
  await page.goto(`${deployment.url}/dags/sales.load_orders?tab=graph`);
  await untilText(page, "deduplicate");
  await page.evaluate(
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))",
  );
  expect(await page.locator(".react-flow__edge").count()).toBe(5);
  await context.close();
});

const TURNED = [
  ["/", "charge_cards"],
  ["/dags", "load_orders"],
  ["/runs", "charge_cards"],
  [`/dags/${RUNS.refused.dag}`, "charge"],
  [`/dags/${RUNS.refused.dag}?tab=waterfall&run=${RUNS.refused.run}`, "Critical path"],
  [`/dags/${RUNS.refused.dag}/runs/${RUNS.refused.run}`, "the bank refuses card c-19"],
  ["/admin/audit", "login"],
] as const;

it.each([390, 1280])("turns from right to left, %i wide, and leaves nothing beyond its edges", async (width) => {
  const { context, page } = await visit(browser, deployment.url, { width });
  for (const [path, text] of TURNED) {
    await page.goto(deployment.url + path);
    await untilText(page, text);
    await page.evaluate("document.documentElement.dir = 'rtl'");
    const look = (await page.evaluate(MEASURE)) as { overflow: number; isTurned: boolean };
    expect({ path, ...look }).toEqual({ path, overflow: 0, isTurned: true });
  }
  await context.close();
});

it("leaves code, ids and schedules in their own order when all else turns", async () => {
  const { context, page } = await visit(browser, deployment.url, { width: 1280 });
  await page.goto(`${deployment.url}/dags/${RUNS.refused.dag}?tab=code`);
  await untilText(page, "charging");
  await page.evaluate("document.documentElement.dir = 'rtl'");
  expect(await page.evaluate(DIRECTION_OF_CODE)).toBe("ltr");
  await page.goto(`${deployment.url}/imports/old/walk_daily`);
  await untilText(page, "0 5 * * *");
  await page.evaluate("document.documentElement.dir = 'rtl'");
  expect(await page.evaluate(STARTS_AT_LEFT)).toBe(true);
  await context.close();
});

const DIRECTION_OF_CODE = `(() => {
  const roots = [...document.querySelectorAll("main div")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return getComputedStyle(roots[0].querySelector(".cm-content")).direction;
})()`;

/** Whether the first field of a schedule stands left of its last. */
const STARTS_AT_LEFT = `(() => {
  const all = [...document.querySelectorAll("main span")];
  const { firstChild: text } = all.find(({ textContent }) => textContent === "0 5 * * *");
  const [first, last] = [0, text.length - 1].map((at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  });
  return first < last;
})()`;

it("does not connect for ever to a DAG that is not there", async () => {
  const { context, page } = await visit(browser, deployment.url);
  await page.goto(`${deployment.url}/dags/nothing_is_called_so`);
  await untilText(page, "Not found");
  await page.getByRole("status").getByText("Live", { exact: true }).waitFor();
  await context.close();
});

/** How far the page can be moved sideways, and whether the user's menu, last in the header, is at the left. */
const MEASURE = `(() => {
  const root = document.documentElement;
  const menu = document.querySelector("[aria-label='User menu']").getBoundingClientRect();
  return { overflow: root.scrollWidth - root.clientWidth, isTurned: menu.left < root.clientWidth / 4 };
})()`;
