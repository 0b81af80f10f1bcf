import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { RUNS, startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let seen: Visit;
let page: Page;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  seen = await visit(browser, deployment.url);
  page = seen.page;
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});
beforeEach(() => page.goto("about:blank"));

const taskOf = ({ dag, run }: { dag: string; run: string }, task: string) => `/dags/${dag}/runs/${run}/tasks/${task}`;
const charge = `${taskOf(RUNS.refused, "charge")}?map=2`;
const open = (path: string) => page.goto(deployment.url + path);
const countLines = () => page.locator("[data-line]").count();
const ERROR = "the bank refuses card c-19";

it("finds in a log, and steps from match to match", async () => {
  await open(charge);
  await untilText(page.locator("[data-line]"), ERROR);
  await page.keyboard.press("/");
  await page.keyboard.type("attempt 1");
  await untilText(page, "0 of 11");
  await page.keyboard.press("Enter");
  await untilText(page, "1 of 11");
  await press(page, "Next match (n)");
  await untilText(page, "2 of 11");
  await press(page, "Regular expression");
  await page.getByRole("textbox", { name: "Find in the log" }).fill("attempt 3[0-4]");
  await untilText(page, "of 5");
  await page.getByRole("textbox", { name: "Find in the log" }).fill("attempt (");
  await untilText(page, "Not an expression");
});

it("shows one level of a log, and all again", async () => {
  await open(charge);
  await untilText(page.locator("[data-line]"), ERROR);
  const debug = page.getByRole("button", { name: /^Debug/ });
  await debug.click();
  await page.locator("[data-line]").getByText(ERROR).first().waitFor({ state: "detached" });
  expect(await debug.getAttribute("aria-pressed")).toBe("true");
  await debug.click();
  await untilText(page.locator("[data-line]"), ERROR);
});

it("jumps to the first error of a log", async () => {
  await open(charge);
  await untilText(page.locator("[data-line]"), ERROR);
  await page.keyboard.press("e");
  await untilText(page.locator("[data-line]"), ERROR);
  await page.waitForURL(/line=/);
});

it("links to a line, and opens at it", async () => {
  await open(charge);
  await untilText(page.locator("[data-line]"), ERROR);
  const number = (await page.locator("[data-link]").first().innerText()).trim();
  await page.locator(`[data-link='${number}']`).click();
  await page.waitForURL(new RegExp(`line=${number}`));
  const address = page.url();
  await page.goto("about:blank");
  await page.goto(address);
  await page.locator(`[data-line='${number}']`).first().waitFor();
});

it("wraps lines and tells times as asked, in the address", async () => {
  await open(charge);
  await untilText(page.locator("[data-line]"), ERROR);
  await press(page, "Wrap long lines");
  await page.waitForURL(/wrap=0/);
  const first = page.locator("[data-line]").filter({ hasText: ERROR }).first();
  const before = await first.innerText();
  await page.getByRole("combobox", { name: "Times" }).selectOption({ label: "Since the start" });
  await page.waitForURL(/clock=relative/);
  await expect.poll(() => first.innerText()).not.toBe(before);
  expect(await countLines()).toBeGreaterThan(3);
});

it("shows the attempts of a task, one by one and beside each other", async () => {
  await open(taskOf(RUNS.chosen, "train"));
  await untilText(page, "epoch 2");
  await press(page, "Attempt 1");
  await untilText(page, "the accelerator went away");
  await page.getByRole("combobox", { name: "Side by side" }).selectOption({ label: "Attempt 2" });
  await untilText(page, "epoch 2");
  await untilText(page, "the accelerator went away");
});

it("shows what a task published", async () => {
  await open(`${taskOf(RUNS.loaded, "extract")}?tab=xcom`);
  await untilText(page, "return_value");
  await untilText(page, /4300/);
});

it("says why it shows no values of an attempt that failed", async () => {
  await open(`${charge}&tab=xcom`);
  await untilText(page, "It published no values.");
  await untilText(page, "none are kept of an attempt that failed");
});

it.each([
  [500, 1, "This could not be loaded"],
  [503, 3, "This could not be loaded"],
])("asks a server that answers %i so many times: %i, and says it", async (status, times, words) => {
  let asked = 0;
  await page.route("**/taskInstances/extract/xcomEntries*", (route) => {
    asked += 1;
    return route.fulfill({ status, body: "" });
  });
  await open(`${taskOf(RUNS.loaded, "extract")}?tab=xcom`);
  await untilText(page, words);
  expect(asked).toBe(times);
  await page.unrouteAll();
  await press(page, "Try again");
  await untilText(page, "return_value");
});

it("shows lines as they are logged", async () => {
  await open(taskOf(RUNS.walking, "walk"));
  await untilText(page, /step \d+/);
  const { product } = deployment;
  const log = `/api/v2/dags/${RUNS.walking.dag}/dagRuns/${RUNS.walking.run}/taskInstances/walk/logs/1`;
  const { content } = (await product.call("GET", log)).body;
  const later = `step ${content.length + 3}`;
  await untilText(page, new RegExp(`${later}\\b`));
});

it("clears a task with what comes after it, and shows its new attempt", async () => {
  const { product } = deployment;
  await product.trigger(RUNS.refused.dag, "again");
  await product.untilEnded(RUNS.refused.dag, "again");
  await open(`${taskOf({ dag: RUNS.refused.dag, run: "again" }, "charge")}?map=2`);
  await untilText(page.locator("[data-line]"), ERROR);
  await press(page, "Clear");
  const dialog = page.getByRole("dialog");
  await untilText(dialog, /What will be touched: \d+ task instances/);
  await dialog.getByRole("checkbox", { name: "Downstream" }).uncheck();
  await untilText(dialog, "What will be touched: 1 task instance");
  await press(page, "Clear charge");
  await page.getByRole("button", { name: "Attempt 2" }).waitFor();
});
