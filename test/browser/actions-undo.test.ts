import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chooseFromMenu, confirm, decide, press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment } from "./support/deployment.ts";

let browser: Browser;
let deployment: Deployment;
let page: Page;
/** What the page has asked the server to change, rehearsals left out. */
let changes: string[] = [];

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  ({ page } = await visit(browser, deployment.url));
  page.on("request", (request) => {
    const isRehearsal = request.url().endsWith("/dry_run") || request.postData()?.includes('"dry_run":true');
    if (request.method() !== "GET" && isRehearsal !== true) changes.push(new URL(request.url()).pathname);
  });
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});
beforeEach(async () => {
  await page.goto("about:blank");
  await page.unrouteAll();
  changes = [];
});

const CHARGE = "finance.charge_cards";
const APPROVAL = "finance.wait_for_approval";
const runOf = (run: string, dag = CHARGE) => `/api/v2/dags/${dag}/dagRuns/${run}`;
const charge = (run: string) => `${runOf(run)}/taskInstances/charge/2`;
const until = (path: string, isDone: (body: any) => boolean) => deployment.product.until(path, isDone);
const isTriedAgain = ({ try_number, state }: { try_number: number; state: string }) =>
  try_number === 2 && state === "failed";
const toasts = () => page.getByRole("region", { name: "Messages" });

/** Runs that have failed, each open to be cleared once. */
async function fail(...runs: readonly string[]): Promise<void> {
  for (const run of runs) await deployment.product.trigger(CHARGE, run);
  for (const run of runs) await deployment.product.untilEnded(CHARGE, run);
}
async function openRun(run: string): Promise<void> {
  await page.goto(`${deployment.url}/dags/${CHARGE}/runs/${run}`);
  await untilText(page, "the bank refuses card c-19");
}
async function decideToClear(run: string): Promise<void> {
  await press(page, "Clear failed tasks");
  await decide(page, "Clear failed tasks");
  await untilText(toasts(), `Clear failed tasks · ${run}`);
}
/** Goes to another page of the dashboard, which stays loaded. */
async function goOnTo(run: string): Promise<void> {
  await page.evaluate(`history.pushState(null, "", "/dags/${CHARGE}/runs/${run}")`);
  await page.getByRole("heading", { name: run }).or(page.getByText(run).first()).first().waitFor();
}
async function countClears(run: string): Promise<number> {
  const { body } = await deployment.product.call("GET", `/api/v2/eventLogs?dag_id=${CHARGE}&run_id=${run}&limit=100`);
  return body.event_logs.filter(({ event }: { event: string }) => event === "clear_dag_run").length;
}

describe("what was confirmed", () => {
  it("reaches the server never when it is undone, and exactly once when its time is over", async () => {
    await fail("undone", "waited");
    await openRun("undone");
    await decideToClear("undone");
    expect(changes).toEqual([]);
    await press(page, "Undo");
    await goOnTo("waited");
    await decideToClear("waited");
    // What was undone would have come before this.
    await until(charge("waited"), isTriedAgain);
    await untilText(toasts(), /task instances? changed/);
    expect(changes).toEqual([`${runOf("waited")}/clear`]);
    expect([await countClears("undone"), await countClears("waited")]).toEqual([0, 1]);
    expect((await deployment.product.call("GET", charge("undone"))).body.try_number).toBe(1);
  });

  it("is undone by a key, the newest first, while the others wait on", async () => {
    await fail("first", "second");
    await openRun("first");
    await decideToClear("first");
    await goOnTo("second");
    await decideToClear("second");
    await page.keyboard.press("u");
    await toasts().getByText("Clear failed tasks · second").waitFor({ state: "detached" });
    await until(charge("first"), isTriedAgain);
    await untilText(toasts(), /task instances? changed/);
    expect(changes).toEqual([`${runOf("first")}/clear`]);
  });

  it("is done at once by a key, and not again when its time is over", async () => {
    await fail("hurried", "later");
    await openRun("hurried");
    await decideToClear("hurried");
    await page.keyboard.press("Control+Enter");
    await until(charge("hurried"), isTriedAgain);
    await goOnTo("later");
    await decideToClear("later");
    await until(charge("later"), isTriedAgain);
    await expect.poll(() => changes).toEqual([`${runOf("hurried")}/clear`, `${runOf("later")}/clear`]);
  });

  it("is done exactly once when the page is left", async () => {
    await fail("left", "left too");
    await openRun("left");
    await decideToClear("left");
    await goOnTo("left too");
    await decideToClear("left too");
    await page.goto("about:blank");
    await until(charge("left"), isTriedAgain);
    await until(charge("left too"), isTriedAgain);
    expect([await countClears("left"), await countClears("left too")]).toEqual([1, 1]);
  });

  it("is done exactly once when the page is hidden, and seen again", async () => {
    await fail("hidden", "after");
    await openRun("hidden");
    await decideToClear("hidden");
    for (const state of ["hidden", "visible", "hidden"]) {
      await page.evaluate(`Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
        document.dispatchEvent(new Event("visibilitychange"))`);
    }
    await until(charge("hidden"), isTriedAgain);
    await page.evaluate(`delete document.visibilityState`);
    await goOnTo("after");
    await decideToClear("after");
    await until(charge("after"), isTriedAgain);
    expect(await countClears("hidden")).toBe(1);
  });

  it("is done before somebody signs out", async () => {
    await fail("signed out");
    const { page: own, context } = await visit(browser, deployment.url);
    await own.goto(`${deployment.url}/dags/${CHARGE}/runs/signed out`);
    await press(own, "Clear failed tasks");
    await decide(own, "Clear failed tasks");
    await chooseFromMenu(own, "User menu", "Sign out");
    await own.waitForURL("**/login");
    await until(charge("signed out"), isTriedAgain);
    await context.close();
  });

  it.each([
    ["refuses", { status: 409, json: { detail: "Somebody was faster" } }, "Not done: Clear failed tasks", "faster"],
    ["fails", { status: 500, body: "" }, "Not done: Clear failed tasks", "500"],
  ])("is not shown as done when the server %s", async (what, answer, words, why) => {
    await fail(what);
    await openRun(what);
    await page.route(`**/dagRuns/${what}/clear`, (route) =>
      route.request().postData()?.includes('"dry_run":false') === true ? route.fulfill(answer) : route.continue(),
    );
    await press(page, "Clear failed tasks");
    await confirm(page, "Clear failed tasks");
    await untilText(toasts().getByRole("alert"), words);
    await untilText(toasts().getByRole("alert"), why);
    expect(await toasts().getByText("changed").count()).toBe(0);
    await untilText(page.locator("main header"), "Failed");
    expect(changes).toHaveLength(1);
  });

  it("is said to be unknown when there was no answer", async () => {
    await fail("lost");
    await openRun("lost");
    await page.route("**/dagRuns/lost/clear", (route) =>
      route.request().postData()?.includes('"dry_run":false') === true ? route.abort() : route.continue(),
    );
    await press(page, "Clear failed tasks");
    await confirm(page, "Clear failed tasks");
    await untilText(toasts().getByRole("alert"), "so it may not be done");
  });
});

describe("a mark", () => {
  it("of a run tells what it will end, and as what, and can be undone", async () => {
    await deployment.product.trigger(APPROVAL, "to end");
    await until(`${runOf("to end", APPROVAL)}/taskInstances/approval`, ({ state }) => state === "deferred");
    await page.goto(`${deployment.url}/dags/${APPROVAL}/runs/to end`);
    await chooseFromMenu(page, "Actions", "Mark as failed");
    const dialog = page.getByRole("dialog", { name: "Mark as failed" });
    const row = dialog.getByRole("listitem").filter({ hasText: "approval" });
    await untilText(row, "Deferred");
    await untilText(row, "Failed");
    expect(await dialog.getByRole("listitem").count()).toBe(1);
    await decide(page, "Mark as failed");
    await press(page, "Undo");
    await chooseFromMenu(page, "Actions", "Mark as failed");
    await confirm(page, "Mark as failed");
    await until(runOf("to end", APPROVAL), ({ state }) => state === "failed");
    await until(`${runOf("to end", APPROVAL)}/taskInstances/approval`, ({ state }) => state === "failed");
    expect(changes).toEqual([encodeURI(runOf("to end", APPROVAL))]);
  });

  it("of a run that is over says that no task changes", async () => {
    await fail("over");
    await openRun("over");
    await chooseFromMenu(page, "Actions", "Mark as success");
    expect(await decide(page, "Mark as success")).toContain("the run itself counts as success");
    await press(page, "Do it now");
    await until(runOf("over"), ({ state }) => state === "success");
  });

  it("of a task can be undone", async () => {
    await fail("marked");
    await page.goto(`${deployment.url}/dags/${CHARGE}/runs/marked/tasks/charge?map=2`);
    await chooseFromMenu(page, "Mark", "Mark as skipped");
    await decide(page, "Mark as skipped");
    await untilText(toasts(), "Mark as skipped · charge · marked: 1 task instance");
    await page.keyboard.press("u");
    await chooseFromMenu(page, "Mark", "Mark as success");
    await confirm(page, "Mark as success");
    await until(charge("marked"), ({ state }) => state === "success");
    expect(changes).toHaveLength(1);
  });
});

describe("a clear over a filter", () => {
  it("can be undone, and is done when the page is left", async () => {
    await fail("by filter");
    await until(`/api/v2/dags/${CHARGE}/dagRuns?state=failed&limit=100`, ({ dag_runs: runs }) =>
      runs.some((run: { dag_run_id: string }) => run.dag_run_id === "by filter"),
    );
    await page.goto(`${deployment.url}/dags?q=charge_cards`);
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    const clear = async () => {
      await press(page, "Clear failed…");
      await untilText(page.getByRole("dialog"), /\d+ runs? will run again/);
      await page.getByRole("dialog").getByRole("button", { name: "Clear", exact: true }).click();
    };
    await clear();
    await press(page, "Undo");
    expect(changes).toEqual([]);
    await clear();
    await untilText(toasts(), /\d+ runs? will run again/);
    await page.goto("about:blank");
    await until(charge("by filter"), isTriedAgain);
    // The browser does not tell of requests that outlive their page; the server does.
    const { body } = await deployment.product.call("GET", `/api/v2/eventLogs?dag_id=${CHARGE}&event=act_on_dag_runs`);
    expect(body.total_entries).toBe(1);
  });
});
