import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectSeen, findUnseenFocus, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, type Deployment } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let page: Page;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(20_000);
  page = await context.newPage();
  // A hand that slips to the mouse is found out: none of these tests has one.
  await page.addInitScript("addEventListener('pointerdown', () => (document.title = 'a mouse'), true)");
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

const CHARGE = "finance.charge_cards";
const MODEL = "research.choose_model";
const call = async (path: string) => (await deployment.product.call("GET", path)).body;
const until = (path: string, isDone: (body: any) => boolean) => deployment.product.until(path, isDone);

async function type(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Goes on with Tab until what has the focus bears a name; each stop on the way shows that it has it. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    expectSeen(await findUnseenFocus(page));
    const words = await page.evaluate(
      "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()",
    );
    if (words === name) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

it("signs in", async () => {
  await page.goto(deployment.url);
  await page.waitForURL("**/login*");
  await page.getByLabel("User name").waitFor();
  await page.keyboard.type("admin");
  await type("Tab");
  await page.keyboard.type("a password for tests");
  await type("Enter");
  await untilText(page, "charge_cards");
});

it("goes from home to the failing line by one key", async () => {
  await untilText(page, "the bank refuses card c-19");
  const first = page.locator("[data-failure='1']");
  const name = await first.innerText();
  const number = name.includes("charge_cards") ? "1" : "2";
  await type(number);
  await page.waitForURL(`**/dags/${CHARGE}/runs/refused/tasks/charge*`);
  await page.getByRole("button", { name: "Clear", exact: true }).waitFor();
  await untilText(page.locator("[data-line]"), "the bank refuses card c-19");
});

it("takes keys that come before the page they are meant for", async () => {
  await type("g", "h");
  await untilText(page, "the bank refuses card c-19");
  const name = await page.locator("[data-failure='1']").innerText();
  await type(name.includes("charge_cards") ? "1" : "2", "c");
  const dialog = page.getByRole("dialog", { name: "Clear charge" });
  await dialog.waitFor();
  await type("Escape");
  await dialog.waitFor({ state: "detached" });
  await type("g", "d", "/");
  await page.waitForURL("**/dags");
  await page.keyboard.type("long");
  await page.waitForURL(/q=long/);
  await page.goBack();
  await page.waitForURL("**/tasks/charge*");
  await untilText(page.locator("[data-line]"), "the bank refuses card c-19");
});

it("clears the task, and watches its next attempt", async () => {
  await type("c");
  const dialog = page.getByRole("dialog");
  await untilText(dialog, "What will be touched");
  await tabTo("Clear charge");
  await type("Enter");
  await page.getByRole("button", { name: "Do it now" }).waitFor();
  await type("Control+Enter");
  await page.getByRole("button", { name: "Attempt 2" }).waitFor();
  const instance = `/api/v2/dags/${CHARGE}/dagRuns/refused/taskInstances/charge/2`;
  await until(instance, ({ state, try_number }) => state === "failed" && try_number === 2);
  await page.locator("main header").getByText("Failed").first().waitFor();
});

it("triggers a DAG that the palette found", async () => {
  await type("Control+k");
  await page.getByRole("dialog", { name: "Search or jump to" }).getByRole("combobox").waitFor();
  await page.getByRole("option", { name: "Runs that failed in the last 24 hours" }).waitFor();
  await page.keyboard.type(MODEL);
  await page
    .getByRole("option", { name: new RegExp(MODEL) })
    .first()
    .waitFor();
  await type("Enter");
  await page.waitForURL(`**/dags/${MODEL}`);
  await untilText(page, "Trigger");
  const before = (await call(`/api/v2/dags/${MODEL}/dagRuns`)).total_entries;
  await type("t");
  await untilText(page.getByRole("dialog"), "How many examples");
  await type("Enter");
  await page.waitForURL(`**/dags/${MODEL}/runs/*`);
  await until(`/api/v2/dags/${MODEL}/dagRuns`, ({ total_entries }) => total_entries === before + 1);
});

it("goes to the reference, which is a part of Admin", async () => {
  await type("g", "o");
  await page.waitForURL("**/reference");
  await untilText(page.locator("nav [data-status=active]"), "Admin");
});

it("pauses several DAGs of the list, and unpauses them", async () => {
  await type("g", "d");
  await page.waitForURL("**/dags");
  await untilText(page, "load_orders");
  await type("/");
  await page.keyboard.type("choose");
  await page.waitForURL(/q=choose/);
  await type("Enter", "j", "x");
  await untilText(page, "1 selected");
  await tabTo("Pause");
  await type("Enter");
  await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === true);
  await tabTo("Undo");
  await type("Enter");
  await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === false);
  await type("Escape");
});

it("walks over the grid's cells, and opens one", async () => {
  await page.goto(`${deployment.url}/dags/${CHARGE}`);
  await page.getByRole("treegrid").waitFor();
  await page.getByRole("treegrid").focus();
  expectSeen(await findUnseenFocus(page));
  await type("ArrowDown", "ArrowDown", "Enter");
  await page.waitForURL(/task=|tasks\//);
});

it("opens a dialog again by a key that comes right behind the one that closed it", async () => {
  await page.goto(`${deployment.url}/dags/${CHARGE}/runs/refused`);
  await page.getByRole("button", { name: "Clear failed tasks" }).waitFor();
  await type("c");
  const dialog = page.getByRole("dialog", { name: "Clear failed tasks" });
  await dialog.waitFor();
  // As the browser does for Escape; no task of the page runs before the next key.
  await page.evaluate(`(async () => {
    document.querySelector("dialog").requestClose();
    await Promise.resolve();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "c", bubbles: true, cancelable: true }));
  })()`);
  await untilText(dialog, "What will be touched");
  await type("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
});

it.each(["Cancel", "Close"])("gives the focus back to what opened a dialog, by %s as by Escape", async (name) => {
  const opener = page.getByRole("button", { name: "Clear failed tasks" });
  await opener.focus();
  await type("Enter");
  await untilText(page.getByRole("dialog"), "What will be touched");
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).focus();
  await type("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
  expect(await page.evaluate("document.activeElement.tagName + document.activeElement.innerText")).toBe(
    "BUTTONClear failed tasks",
  );
});

describe("the palette", () => {
  /** Keeps an answer back until the hand has typed. */
  async function keepBack(address: RegExp): Promise<() => void> {
    const kept = Promise.withResolvers<void>();
    await page.route(address, async (route) => {
      await kept.promise;
      await route.continue();
    });
    return kept.resolve;
  }
  const field = () => page.getByRole("dialog", { name: "Search or jump to" }).getByRole("combobox");

  it("opens though its key came before the page that knows it", async () => {
    const send = await keepBack(/\/api\/x\/me$/);
    await page.goto(`${deployment.url}/dags`);
    await type("Control+k");
    send();
    await untilText(page.getByRole("dialog", { name: "Search or jump to" }), "Pages");
    expect(await field().inputValue()).toBe("");
    await type("Escape");
  });

  it("takes what is typed while its code is on the way", async () => {
    const send = await keepBack(/\/assets\/palette-[^/]*\.js$/);
    await page.goto(`${deployment.url}/dags`);
    await untilText(page, "load_orders");
    await type("Control+k", "t", "j", "o", "a", "d");
    send();
    await field().waitFor();
    await expect.poll(() => field().inputValue()).toBe("tjoad");
    await type("Escape");
  });
});

it("keeps every letter of a hand that is faster than the address", async () => {
  await page.goto(`${deployment.url}/dags`);
  await untilText(page, "load_orders");
  await type("/");
  const kept: unknown = await page.evaluate(`(() => {
    for (const letter of "load_orders") document.execCommand("insertText", false, letter);
    return document.activeElement.value;
  })()`);
  expect(kept).toBe("load_orders");
  await page.waitForURL(/q=load_orders$/);
  await type("Escape", "Escape");
});

it("shows every key that does something", async () => {
  await page.goto(`${deployment.url}/dags`);
  await untilText(page, "load_orders");
  await type("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await untilText(sheet, "Select all that match");
  await type("Escape");
  await sheet.waitFor({ state: "detached" });
});

it.each(["/", "/dags", `/dags/${CHARGE}`, `/dags/${CHARGE}/runs/refused`, `/dags/${CHARGE}/runs/refused/history`])(
  "shows where the focus is on %s",
  async (path) => {
    await page.goto(deployment.url + path);
    await untilText(page, /charge/);
    const stops = new Set<string>();
    for (let step = 0; step < 40; step += 1) {
      await type("Tab");
      expectSeen(await findUnseenFocus(page));
      stops.add(String(await page.evaluate("document.activeElement?.outerHTML.slice(0, 120)")));
    }
    expect(stops.size).toBeGreaterThan(8);
    expect(await page.title()).not.toBe("a mouse");
  },
);
