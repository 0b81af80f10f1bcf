import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chooseFromMenu, confirm, look, press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";

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
beforeEach(async () => {
  await page.goto("about:blank");
  seen.clear();
});

const call = async (path: string) => (await deployment.product.call("GET", path)).body;
const until = (path: string, isDone: (body: any) => boolean) => deployment.product.until(path, isDone);
const open = (path: string) => page.goto(deployment.url + path);
const CHARGE = "finance.charge_cards";
const MODEL = "research.choose_model";
const runOf = (dag: string, run: string) => `/api/v2/dags/${dag}/dagRuns/${run}`;
const pageOf = (dag: string, run: string) => `/dags/${dag}/runs/${run}`;
const isOver = ({ state }: { state?: string }) => state === "success" || state === "failed";

async function runToEnd(dag: string, run: string): Promise<void> {
  await deployment.product.trigger(dag, run);
  await deployment.product.untilEnded(dag, run);
}

describe("who is there", () => {
  it("signs in, after a wrong password is refused, and out", async () => {
    const context = await browser.newContext();
    const own = await context.newPage();
    await own.goto(`${deployment.url}/runs`);
    await own.getByLabel("User name").fill("admin");
    await own.getByLabel("Password").fill("wrong");
    await press(own, "Sign in");
    await untilText(own, "do not fit together");
    await own.getByLabel("Password").fill("a password for tests");
    await press(own, "Sign in");
    await own.waitForURL("**/runs");
    await untilText(own, "refused");
    await chooseFromMenu(own, "User menu", "Sign out");
    await own.waitForURL("**/login");
    expect((await context.request.get(`${deployment.url}/api/v2/dags`)).status()).toBe(401);
    await context.close();
  });

  it("chooses theme, density, times and language, which stay", async () => {
    await open("/");
    for (const item of ["Dark", "Compact", "UTC", "Deutsch"]) {
      await page.locator("header").getByRole("button").last().click();
      await page.getByRole("menuitemradio", { name: item, exact: true }).click();
    }
    await page.reload();
    await untilText(page, "Fehlgeschlagen");
    expect(await page.evaluate("({ ...document.documentElement.dataset })")).toMatchObject({
      theme: "dark",
      density: "compact",
    });
    await page.evaluate("localStorage.clear()");
  });
});

describe("a DAG", () => {
  it("is triggered by a form that says what is wrong before it is sent", async () => {
    await open(`/dags/${MODEL}`);
    await press(page, "Trigger");
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("rows").fill("7");
    await untilText(dialog, "At least 100.");
    expect(await dialog.getByRole("button", { name: "Trigger" }).isDisabled()).toBe(true);
    await dialog.getByLabel("rows").fill("500");
    await dialog.getByLabel("model").selectOption({ label: "linear" });
    await dialog.getByLabel("dryRun").check();
    await press(page, "Trigger");
    await page.waitForURL(`**/dags/${MODEL}/runs/*`);
    const run = decodeURIComponent(page.url().split("/").at(-1) ?? "");
    expect((await call(runOf(MODEL, encodeURIComponent(run)))).conf).toMatchObject({
      rows: 500,
      model: "linear",
      dryRun: true,
    });
  });

  it("is paused, and unpaused by undo", async () => {
    await open(`/dags/${CHARGE}`);
    await page.getByRole("switch").click();
    await until(`/api/v2/dags/${CHARGE}`, ({ is_paused }) => is_paused === true);
    await press(page, "Undo");
    await until(`/api/v2/dags/${CHARGE}`, ({ is_paused }) => is_paused === false);
  });

  it("folds a group of its graph", async () => {
    await open("/dags/sales.load_orders?tab=graph");
    await untilText(page, "deduplicate");
    await press(page, "Close group clean");
    await page.getByText("deduplicate").first().waitFor({ state: "detached" });
    await press(page, "Open group clean");
    await untilText(page, "deduplicate");
  });

  it("folds all groups of its grid", async () => {
    await open("/dags/sales.load_orders");
    await press(page, "Close all groups");
    await page.waitForURL(/folded=/);
    await press(page, "Open all groups");
    await page.getByRole("button", { name: "Close all groups" }).waitFor();
    expect(new URL(page.url()).searchParams.get("folded")).toBe(null);
  });

  it("shows another month", async () => {
    await open("/dags/sales.load_orders?tab=calendar&month=2026-03");
    await untilText(page, "March 2026");
    await press(page, "Month before");
    await untilText(page, "February 2026");
    await press(page, "Month after");
    await untilText(page, "March 2026");
  });

  it("is simulated: what fails keeps what comes after from running", async () => {
    await open("/dags/sales.load_orders/simulate");
    await page.getByLabel("How extract ends").selectOption({ label: "always fails" });
    const counts = page.getByRole("list", { name: "States at this instant" });
    await untilText(counts, "Upstream failed");
    expect(new URL(page.url()).searchParams.get("parts")).toContain("extract");
    await press(page, "Reset");
    await counts.getByText("Upstream failed").waitFor({ state: "detached" });
  });

  it("is found by the palette", async () => {
    await open("/");
    await untilText(page, "charge_cards");
    const palette = await look(page, "never_run");
    expect(await palette.getByRole("option").first().innerText()).toContain("never_run");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dags/never_run");
  });
});

describe("a run", () => {
  it("has its failed tasks cleared, after it is said which", async () => {
    await runToEnd(CHARGE, "to clear");
    await open(pageOf(CHARGE, "to clear"));
    await press(page, "Clear failed tasks");
    expect(await confirm(page, "Clear failed tasks")).toMatch(/\d task instance/);
    await until(`${runOf(CHARGE, "to clear")}/taskInstances/charge/2`, (body) => body.try_number === 2 && isOver(body));
  });

  it("is marked as success", async () => {
    await runToEnd(CHARGE, "to mark");
    await open(pageOf(CHARGE, "to mark"));
    await chooseFromMenu(page, "Actions", "Mark as success");
    await confirm(page, "Mark as success");
    await until(runOf(CHARGE, "to mark"), ({ state }) => state === "success");
  });

  it("is held, resumed, and its task marked", async () => {
    await deployment.product.trigger("finance.wait_for_approval", "to hold");
    const instance = `${runOf("finance.wait_for_approval", "to hold")}/taskInstances/approval`;
    await until(instance, ({ state }) => state === "deferred");
    await open(pageOf("finance.wait_for_approval", "to hold"));
    await chooseFromMenu(page, "Actions", "Hold");
    await untilText(page, "to hold is held");
    await chooseFromMenu(page, "Actions", "Resume");
    await untilText(page, "to hold goes on");
    await open(`${pageOf("finance.wait_for_approval", "to hold")}/tasks/approval`);
    await chooseFromMenu(page, "Mark", "Mark as success");
    await confirm(page, "Mark as success");
    await until(runOf("finance.wait_for_approval", "to hold"), ({ state }) => state === "success");
  });

  it("runs again with another configuration", async () => {
    await runToEnd(MODEL, "to rerun");
    await open(pageOf(MODEL, "to rerun"));
    const words = "Rerun with another configuration";
    await chooseFromMenu(page, "Actions", words);
    await page.getByRole("dialog").getByLabel("Configuration").fill('{ "rows": 777 }');
    await confirm(page, words);
    const { conf } = await until(runOf(MODEL, "to rerun"), (body) => body.conf?.rows === 777 && isOver(body));
    expect(conf.rows).toBe(777);
  });

  it("takes a note, and takes it back", async () => {
    await runToEnd(MODEL, "to note");
    await open(pageOf(MODEL, "to note"));
    await press(page, "Add a note");
    await page.getByRole("textbox", { name: "Note" }).fill("The bank was closed");
    await press(page, "Save");
    await until(runOf(MODEL, "to note"), ({ note }) => note === "The bank was closed");
    await press(page, "Undo");
    await until(runOf(MODEL, "to note"), ({ note }) => note !== "The bank was closed");
  });

  it("is deleted, unless that is undone", async () => {
    await runToEnd(MODEL, "to delete");
    await open(pageOf(MODEL, "to delete"));
    await chooseFromMenu(page, "Actions", "Delete");
    await press(page, "Undo");
    await page.waitForURL("**/runs/**");
    await chooseFromMenu(page, "Actions", "Delete");
    await untilText(page, "to delete will be deleted");
    // Who leaves the page has decided.
    await page.goto("about:blank");
    await until(runOf(MODEL, "to delete"), (body) => body.status === 404 || body.dag_run_id === undefined);
  });

  it("is shown as it stood at any instant", async () => {
    await open(`${pageOf(CHARGE, "refused")}/history`);
    const counts = page.getByRole("list", { name: "States at this instant" });
    await untilText(counts, "Failed");
    await page.getByRole("slider", { name: "Instant of the run" }).press("Home");
    await counts.getByText("Failed", { exact: true }).waitFor({ state: "detached" });
    await page.getByRole("slider", { name: "Instant of the run" }).press("End");
    await untilText(counts, "Failed");
  });
});

describe("many DAGs", () => {
  const filter = "/dags?q=choose_model";

  it("are paused, unpaused and triggered over a filter", async () => {
    await open(filter);
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await untilText(page, "1 selected");
    await press(page, "Pause");
    await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === true);
    await press(page, "Unpause");
    await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === false);
    const before = (await call(`/api/v2/dags/${MODEL}/dagRuns`)).total_entries;
    await press(page, /^Trigger$/);
    await press(page, /^Trigger$/);
    await until(`/api/v2/dags/${MODEL}/dagRuns`, ({ total_entries }) => total_entries === before + 1);
  });

  it("are unpaused by undo, though the list has not heard of the pause", async () => {
    await open(filter);
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    const stale = await call("/api/x/dags?limit=100&offset=0");
    await page.route("**/api/x/dags?*", (route) => route.fulfill({ json: stale }));
    const isAskedAgain = page.waitForResponse("**/api/x/dags?*");
    await press(page, "Pause");
    await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === true);
    await isAskedAgain;
    await page.getByRole("switch", { name: new RegExp(MODEL), checked: true }).waitFor();
    await press(page, "Undo");
    await until(`/api/v2/dags/${MODEL}`, ({ is_paused }) => is_paused === false);
    await page.unrouteAll();
  });

  it("have what failed cleared over a filter", async () => {
    await runToEnd(CHARGE, "to clear by filter");
    // The filter reads the lists, which hear of the end a moment later.
    const isListed = (run: { dag_run_id: string }) => run.dag_run_id === "to clear by filter";
    await until(`/api/v2/dags/${CHARGE}/dagRuns?state=failed`, ({ dag_runs: runs }) => runs.some(isListed));
    await open("/dags?q=charge_cards");
    await page.getByRole("checkbox", { name: "Select all rows" }).check();
    await press(page, "Clear failed…");
    const dialog = page.getByRole("dialog");
    await untilText(dialog, /\d runs? will run again/);
    await dialog.getByRole("button", { name: "Clear", exact: true }).click();
    await press(page, "Do it now");
    const path = `${runOf(CHARGE, "to clear by filter")}/taskInstances/charge/2`;
    await until(path, (body) => body.try_number === 2 && isOver(body));
  });

  it("are kept as a view under a name", async () => {
    await open("/dags?q=cards&scope=all");
    await chooseFromMenu(page, "Views", "Save this view…");
    await page.getByLabel("Name of the view").fill("Cards");
    await press(page, "Save");
    await open("/dags");
    await chooseFromMenu(page, "Views", "Cards");
    await page.waitForURL(/q=cards/);
    await chooseFromMenu(page, "Views", "Remove “Cards”");
    await page.getByRole("button", { name: "Views", exact: true }).click();
    await untilText(page, "Save this view…");
    expect(await page.getByText("Cards", { exact: true }).count()).toBe(0);
  });
});
