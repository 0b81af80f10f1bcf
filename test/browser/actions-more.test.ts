import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chooseFromMenu, press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { RUNS, startDeployment, visit, type Deployment } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let page: Page;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  const seen = await visit(browser, deployment.url);
  await seen.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  page = seen.page;
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});
beforeEach(() => page.goto("about:blank"));

const LOAD = "sales.load_orders";
const MODEL = "research.choose_model";
const call = async (path: string) => (await deployment.product.call("GET", path)).body;
const until = (path: string, isDone: (body: any) => boolean) => deployment.product.until(path, isDone);
const open = (path: string) => page.goto(deployment.url + path);
const dialog = (): Locator => page.getByRole("dialog");
const field = (label: string): Locator => dialog().getByLabel(label, { exact: true });

/** Sends the form of a dialog, which goes once the server has taken it. */
async function send(button: string | RegExp = "Save"): Promise<void> {
  await dialog().getByRole("button", { name: button, exact: true }).click();
  await dialog().waitFor({ state: "detached" });
}

describe("a value of a task", () => {
  const tab = `/dags/${LOAD}/runs/${RUNS.loaded.run}/tasks/extract?tab=xcom`;
  const entry = (key: string) =>
    `/api/v2/dags/${LOAD}/dagRuns/${RUNS.loaded.run}/taskInstances/extract/xcomEntries/${key}`;

  it("is added, edited, deleted, and brought back", async () => {
    await open(tab);
    await press(page, "Add a value");
    await field("Key").fill("by_hand");
    await field("Value").fill("[1, 2]");
    await send();
    await until(entry("by_hand"), ({ value }) => JSON.stringify(value)?.replaceAll(/\s/g, "").includes("[1,2]"));
    await page.getByRole("button", { name: /^by_hand/ }).click();
    await page.waitForURL(/xcom=by_hand/);
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await field("Value").fill('"a word"');
    await send();
    await untilText(page, '"a word"');
    await press(page, "Delete");
    await until(entry("by_hand"), ({ key }) => key === undefined);
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("u");
    await until(entry("by_hand"), ({ key }) => key === "by_hand");
  });
});

describe("a log", () => {
  const path = `/dags/${RUNS.refused.dag}/runs/${RUNS.refused.run}/tasks/charge?map=2`;
  const ERROR = "the bank refuses card c-19";

  it("is copied, and downloaded whole", async () => {
    await open(path);
    await untilText(page.locator("[data-line]"), ERROR);
    await press(page, "Copy the lines on show");
    await untilText(page, /\d+ lines copied/);
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain(ERROR);
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Download the whole log")]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain(ERROR);
  });

  it("is searched with the case that was typed, when that is asked for", async () => {
    await open(path);
    await untilText(page.locator("[data-line]"), ERROR);
    const find = page.getByRole("textbox", { name: "Find in the log" });
    await find.fill("THE BANK");
    await untilText(page, /of \d+/);
    await press(page, "Match case");
    await untilText(page, "No matches");
  });

  it("is reached by a key, and the instances beside it", async () => {
    await open(`${path}&tab=details`);
    await untilText(page, "Duration over the last runs");
    await page.keyboard.press("l");
    await untilText(page.locator("[data-line]"), ERROR);
    await page.keyboard.press("]");
    await page.waitForURL(/map=3/);
    await page.keyboard.press("[");
    await page.waitForURL(/map=2/);
  });
});

describe("a backfill", () => {
  it("says what it will do, starts, is paused, goes on, and is cancelled", async () => {
    await open(`/dags/${LOAD}?tab=backfills`);
    await untilText(page, "No backfill yet");
    await page.keyboard.press("n");
    await field("From (UTC)").fill("2026-01-01T00:00");
    await field("To (UTC)").fill("2026-01-31T00:00");
    await field("Runs at once").fill("1");
    await untilText(dialog(), /7\d\d slots/);
    await untilText(dialog(), /7\d\d to make/);
    expect((await call(`/api/v2/backfills?dag_id=${LOAD}`)).total_entries).toBe(0);
    await dialog()
      .getByRole("button", { name: /^Start 7\d\d runs/ })
      .click();
    await dialog().waitFor({ state: "detached" });
    await until(`/api/v2/backfills?dag_id=${LOAD}`, ({ total_entries }) => total_entries === 1);
    const [{ id }] = (await call(`/api/v2/backfills?dag_id=${LOAD}`)).backfills;
    const path = `/api/v2/backfills/${id}`;
    const main = page.locator("main");
    await main.getByRole("button", { name: "Pause", exact: true }).click();
    await until(path, ({ is_paused }) => is_paused === true);
    await main.getByRole("button", { name: "Go on", exact: true }).click();
    await until(path, ({ is_paused }) => is_paused === false);
    await main.getByRole("button", { name: "Cancel", exact: true }).click();
    await until(path, ({ completed_at }) => completed_at !== null);
  });
});

describe("a trigger", () => {
  it("takes the configuration of an earlier run", async () => {
    await deployment.product.trigger(MODEL, "configured", { rows: 4321 });
    await until(`/api/v2/dags/${MODEL}/dagRuns?limit=100`, ({ dag_runs: runs }) =>
      runs.some((run: { conf: { rows?: number } }) => run.conf?.rows === 4321),
    );
    await open(`/dags/${MODEL}`);
    await press(page, "Trigger");
    const recent = dialog().getByRole("combobox", { name: "Use the configuration of an earlier run…" });
    const option = await recent.locator("option", { hasText: "4321" }).getAttribute("value");
    await recent.selectOption(option);
    expect(await field("rows").inputValue()).toBe("4321");
    await press(page, "Trigger");
    await page.waitForURL(`**/dags/${MODEL}/runs/manual*`);
    const run = page.url().split("/").at(-1) ?? "";
    expect((await call(`/api/v2/dags/${MODEL}/dagRuns/${run}`)).conf).toMatchObject({ rows: 4321 });
  });
});

describe("an asset", () => {
  it("is brought about by hand, and by its task", async () => {
    await open("/assets/2");
    await press(page, "Create event");
    await dialog().getByLabel("Extra (JSON)").fill('{"rows": 3}');
    await send();
    await until("/api/v2/assets/events?asset_id=2&limit=100", ({ asset_events: events }) =>
      events.some((event: { extra: { rows?: number } }) => event.extra.rows === 3),
    );
    await press(page, "Materialize");
    await page.waitForURL(`**/dags/${LOAD}/runs/*`);
  });
});

describe("runs and their keys", () => {
  it("are stepped through, with a task opened by the keys of a list", async () => {
    await deployment.product.trigger(MODEL, "next to it");
    await deployment.product.untilEnded(MODEL, "next to it");
    await open(`/dags/${MODEL}/runs/next to it`);
    await page.getByRole("button", { name: "Previous run", disabled: false }).waitFor();
    await page.keyboard.press("[");
    await page.waitForURL((url) => !url.pathname.endsWith("next%20to%20it"));
    await page.getByRole("button", { name: "Next run", disabled: false }).waitFor();
    await page.keyboard.press("]");
    await page.waitForURL("**/runs/next%20to%20it");
    await untilText(page, "train");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/tasks/*");
  });

  it("have all their tasks cleared", async () => {
    const run = `/api/v2/dags/${MODEL}/dagRuns/cleared`;
    await deployment.product.trigger(MODEL, "cleared");
    await deployment.product.untilEnded(MODEL, "cleared");
    await open(`/dags/${MODEL}/runs/cleared`);
    await chooseFromMenu(page, "Actions", "Clear all tasks");
    await untilText(dialog(), /What will be touched: 5 task instances/);
    await send("Clear all tasks");
    await press(page, "Do it now");
    await until(`${run}/taskInstances/train`, ({ try_number, state }) => try_number > 2 && state === "success");
  });
});
