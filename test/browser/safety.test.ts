import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { look, press, untilText } from "./support/acting.ts";
import { launchBrowser } from "./support/browser.ts";
import { Line } from "./support/line.ts";
import { RUNS, startDeployment, visit, type Deployment, type Visit } from "./support/deployment.ts";

const HOSTILE = `<img src=x onerror="document.title='taken'"><script>document.title='taken'</script>`;
const PASSWORD = "another password for tests";
const { dag, run } = RUNS.hostile;
const runPage = `/dags/${dag}/runs/${run}`;

let browser: Browser;
let deployment: Deployment;

beforeAll(async () => {
  [browser, deployment] = await Promise.all([launchBrowser(), startDeployment()]);
  const { product } = deployment;
  await product.call("PATCH", `/api/v2/dags/${dag}/dagRuns/${run}`, { note: HOSTILE });
  await product.call("POST", "/api/v2/variables", { key: "hostile", value: HOSTILE, description: HOSTILE });
  await product.call("POST", "/api/v2/connections", {
    connection_id: "hostile",
    conn_type: "http",
    host: HOSTILE,
    login: HOSTILE,
    description: HOSTILE,
  });
  const copied = { dag_id: "hostile_copy", timetable_summary: HOSTILE, description: HOSTILE };
  const copiedRun = { dag_run_id: HOSTILE, state: HOSTILE, run_type: HOSTILE, run_after: "2026-01-01T00:00:00Z" };
  await product.call("POST", "/api/x/imports/old", { dag: copied, tasks: [], dag_runs: [copiedRun] });
  await product.trigger(dag, "configured", { text: HOSTILE });
  await product.untilEnded(dag, "configured");
  const made = await product.call("POST", "/api/x/users", { username: "reader", password: PASSWORD, role: "viewer" });
  if (made.status !== 201) throw new Error(`No viewer: ${made.status} ${JSON.stringify(made.body)}`);
});
afterAll(async () => {
  await browser?.close();
  await deployment?.product.stop();
});

describe("words that are a script", () => {
  const places: readonly (readonly [name: string, path: string, shows: string])[] = [
    ["the list of DAGs", "/dags", "onerror"],
    ["home", "/", "onerror"],
    ["the list of runs", "/runs", "hostile_words"],
    ["a DAG", `/dags/${dag}`, "onerror"],
    ["a DAG's runs", `/dags/${dag}?tab=runs`, "onerror"],
    ["a DAG's tasks", `/dags/${dag}?tab=tasks`, "speak"],
    ["a DAG's graph", `/dags/${dag}?tab=graph`, "speak"],
    ["a DAG's code", `/dags/${dag}?tab=code`, "onerror"],
    ["a run and its note", runPage, "onerror"],
    ["a run's configuration", `/dags/${dag}/runs/configured`, "onerror"],
    ["a run's history", `${runPage}/history`, "speak"],
    ["a log", `${runPage}/tasks/speak`, "onerror"],
    ["a task's values", `${runPage}/tasks/publish?tab=xcom`, "onerror"],
    ["a task's details", `${runPage}/tasks/speak?tab=details`, "Attempts"],
    ["variables", "/admin/variables", "onerror"],
    ["connections", "/admin/connections", "onerror"],
    ["imported DAGs", "/dags?scope=imported", "onerror"],
    ["an imported DAG", "/imports/old/hostile_copy", "onerror"],
  ];
  let seen: Visit;
  beforeAll(async () => {
    seen = await visit(browser, deployment.url);
    // What the policy refuses is told to the page, too.
    await seen.page.addInitScript(
      "addEventListener('securitypolicyviolation', (event) => console.error(`refused: ${event.blockedURI}`))",
    );
  });
  afterAll(() => seen.context.close());

  it.each(places)("are text in %s", async (_, path, shows) => {
    seen.clear();
    await seen.page.goto(deployment.url + path);
    await untilText(seen.page, shows);
    await expectHarmless(seen);
  });

  it("are text in the form of a trigger", async () => {
    seen.clear();
    await seen.page.goto(`${deployment.url}/dags/${dag}`);
    await press(seen.page, "Trigger");
    await untilText(seen.page.getByRole("dialog"), "onerror");
    await expectHarmless(seen);
  });

  it("are text in the palette", async () => {
    seen.clear();
    await seen.page.goto(`${deployment.url}/dags`);
    await untilText(seen.page, "onerror");
    await look(seen.page, "hostile");
    await expectHarmless(seen);
  });
});

async function expectHarmless({ page, complaints }: Visit): Promise<void> {
  expect(await page.title()).not.toContain("taken");
  expect(await page.locator("img[src=x]").count()).toBe(0);
  expect(complaints).toEqual([]);
}

/** Names of what changes something; what only looks or goes elsewhere is allowed to everyone. */
const CHANGES =
  /^(Trigger|Clear|Pause|Unpause|Mark|Actions|Delete|Hold|Resume|Rerun|Add a note|Save|New|Edit|Test|Select|Revoke|Deactivate)\b/;

describe("a viewer", () => {
  const places: readonly (readonly [path: string, shows: string])[] = [
    ["/", "charge_cards"],
    ["/dags", "load_orders"],
    ["/runs", "refused"],
    ["/dags/finance.charge_cards", "Duration|notify"],
    ["/dags/finance.charge_cards?tab=graph", "notify"],
    ["/dags/finance.charge_cards/runs/refused", "the bank refuses"],
    ["/dags/finance.charge_cards/runs/refused/tasks/charge?map=2", "the bank refuses"],
    ["/dags/finance.charge_cards/runs/refused/tasks/charge?map=2&tab=xcom", "It published no values"],
    ["/admin/pools", "default_pool"],
    ["/admin/imports", "ledger|Stays in Airflow"],
    ["/dags?scope=imported", "walk_daily"],
    ["/imports/old/walk_daily", "Read only"],
  ];
  let seen: Visit;
  beforeAll(async () => {
    seen = await visit(browser, deployment.url, { username: "reader", password: PASSWORD });
  });
  afterAll(() => seen.context.close());

  it.each(places)("sees nothing on %s that would be refused", async (path, shows) => {
    const { page } = seen;
    await page.goto(deployment.url + path);
    await untilText(page, new RegExp(shows));
    const controls = page.locator("main").locator("button, [role=switch], input[type=checkbox], [role=menuitem]");
    const shown = await controls.filter({ visible: true }).all();
    const names = await Promise.all(
      shown.map(async (one) => (await one.getAttribute("aria-label")) ?? (await one.innerText())),
    );
    expect(names.filter((name) => CHANGES.test(name.trim()))).toEqual([]);
    expect(await page.locator("main").getByRole("switch").count()).toBe(0);
  });

  it("has favourites all the same", async () => {
    const { page } = seen;
    await page.goto(`${deployment.url}/dags`);
    const star = (pressed: boolean) => page.getByRole("button", { name: "finance.charge_cards: favourite", pressed });
    const kept = page.waitForResponse("**/favorite");
    await star(false).click();
    await kept;
    await page.goto(`${deployment.url}/dags?favorites=on`);
    await star(true).waitFor();
    expect(await page.getByRole("button", { name: /: favourite$/ }).count()).toBe(1);
  });

  it("is offered no action by the palette, and is refused by the server all the same", async () => {
    const { page, context } = seen;
    await page.goto(`${deployment.url}/dags`);
    await untilText(page, "load_orders");
    const palette = await look(page, "charge_cards");
    expect(await palette.getByRole("option", { name: /Trigger|Pause/ }).count()).toBe(0);
    const answer = await context.request.patch(`${deployment.url}/api/v2/dags/finance.charge_cards`, {
      data: { is_paused: true },
      headers: { origin: deployment.url },
    });
    expect(answer.status()).toBe(403);
  });
});

describe("a connection that is lost", () => {
  it("is said, and what happened meanwhile is there when it is back", async () => {
    const line = await Line.open(deployment.url);
    const { context, page } = await visit(browser, line.url);
    await page.goto(`${line.url}/dags/finance.charge_cards?tab=runs`);
    await untilText(page, "refused");
    await untilText(page, "Live");
    await context.setOffline(true);
    line.cut();
    await untilText(page, "Connection lost");
    await deployment.product.trigger("finance.charge_cards", "meanwhile");
    line.mend();
    await context.setOffline(false);
    await untilText(page, "meanwhile");
    await untilText(page, "Live");
    await context.close();
    line.close();
  });
});
