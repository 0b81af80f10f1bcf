import { describe, expect, it } from "vitest";
import { chooseFromMenu, look, press, untilText } from "./support/acting.ts";
import { RUNS } from "./support/deployment.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();
const CHARGE = RUNS.refused.dag;
const LOAD = RUNS.loaded.dag;
const MODEL = RUNS.chosen.dag;
const refused = `/dags/${CHARGE}/runs/refused`;

async function untilUrl(pattern: RegExp): Promise<void> {
  await expect.poll(() => stage.page.url(), { timeout: 10_000 }).toMatch(pattern);
}
const rows = () => stage.page.getByRole("table").first().getByRole("row");
/** One of a row of buttons that stand for a choice. */
const pressOf = (group: string, name: RegExp) =>
  stage.page.getByRole("group", { name: group, exact: true }).getByRole("button", { name }).click();
const choose = (name: string, label: string) =>
  stage.page.getByRole("combobox", { name, exact: true }).selectOption({ label });
const untilPaused = (dag: string, isPaused: boolean) =>
  stage.until(`/api/v2/dags/${dag}`, ({ is_paused }) => is_paused === isPaused);
const countRuns = async (dag: string) => (await stage.call(`/api/v2/dags/${dag}/dagRuns`)).total_entries;

describe("one DAG of the list", () => {
  it("is paused and unpaused by its switch, and triggered by its button", async () => {
    await stage.open("/dags?q=choose_model");
    const control = stage.page.getByRole("switch", { name: new RegExp(MODEL) });
    await control.click();
    await untilPaused(MODEL, true);
    await control.click();
    await untilPaused(MODEL, false);
    const before = await countRuns(MODEL);
    await press(stage.page, `Trigger ${MODEL}`);
    await stage.until(`/api/v2/dags/${MODEL}/dagRuns`, ({ total_entries }) => total_entries === before + 1);
  });

  it("is paused, unpaused and triggered from the palette", async () => {
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    const before = await countRuns(MODEL);
    for (const [words, isDone] of [
      [`Pause ${MODEL}`, () => untilPaused(MODEL, true)],
      [`Unpause ${MODEL}`, () => untilPaused(MODEL, false)],
      [
        `Trigger ${MODEL}`,
        () => stage.until(`/api/v2/dags/${MODEL}/dagRuns`, ({ total_entries }) => total_entries === before + 1),
      ],
    ] as const) {
      const palette = await look(stage.page, words);
      await palette.getByRole("option", { name: new RegExp(`^${words}`) }).click();
      await isDone();
    }
    expect(await countRuns(MODEL)).toBe(before + 1);
  });

  it("is triggered with an object that somebody writes", async () => {
    await stage.open(`/dags/${LOAD}`);
    await press(stage.page, "Trigger");
    await stage.dialog.getByLabel("Configuration").fill("[1");
    await untilText(stage.dialog, "This is no JSON that can be read.");
    expect(await stage.dialog.getByRole("button", { name: "Trigger", exact: true }).isDisabled()).toBe(true);
    await stage.dialog.getByLabel("Configuration").fill('{ "shop": 7 }');
    await press(stage.page, "Trigger");
    await untilUrl(/\/runs\/manual/);
    const run = stage.page.url().split("/").at(-1) ?? "";
    expect((await stage.call(`/api/v2/dags/${LOAD}/dagRuns/${run}`)).conf).toEqual({ shop: 7 });
  });
});

describe("the palette", () => {
  it("switches theme, density, times and language", async () => {
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    const pick = async (words: string) => {
      const palette = await look(stage.page, words);
      await palette.getByRole("option", { name: words }).first().click();
      await palette.waitFor({ state: "detached" });
    };
    await pick("Dark theme");
    await pick("Compact");
    const read = () => stage.page.evaluate("({ ...document.documentElement.dataset })");
    await expect.poll(read).toMatchObject({ theme: "dark", density: "compact" });
    await pick("Deutsch");
    await untilText(stage.page, "Fehlgeschlagen");
    await stage.page.evaluate("localStorage.clear()");
  });
});

describe("a list", () => {
  it("of DAGs is narrowed by scope, team, tag and owner, ordered, and shown whole again", async () => {
    await stage.open("/dags");
    await untilText(stage.page, "charge_cards");
    await choose("Tag", "payments");
    await untilUrl(/tag=payments/);
    // A team's DAGs may have too few tags to choose from.
    await choose("Team", "finance");
    await untilUrl(/team=finance/);
    await expect.poll(() => rows().count()).toBe(2);
    await pressOf("Which DAGs", /^Paused/);
    await untilText(stage.page, "No DAG fits");
    await press(stage.page, "Clear the filter");
    await untilText(stage.page, "load_orders");
    await choose("Owner", "sales-data");
    await untilUrl(/owner=sales-data/);
    await press(stage.page, "Last run");
    await untilUrl(/sort=last/);
  });

  it("of runs is narrowed by state, type and time, and shown whole again", async () => {
    await stage.open("/runs");
    await untilText(stage.page, "refused");
    await pressOf("State", /^Failed/);
    await untilUrl(/state=failed/);
    await choose("Any type", "backfill");
    await untilUrl(/type=backfill/);
    await untilText(stage.page, "No run fits");
    await press(stage.page, "Clear the filter");
    await untilText(stage.page, "refused");
    await choose("Any time", "Last 24 hours");
    await untilUrl(/hours=24/);
  });

  it("of the audit log is narrowed by who and by DAG, and an entry read", async () => {
    await stage.open("/admin/audit");
    await stage.page.getByRole("table").waitFor();
    await stage.page.getByLabel("DAG", { exact: true }).fill("charge_cards");
    await untilUrl(/dag=charge_cards/);
    await stage.page.getByLabel("Who", { exact: true }).fill("nobody");
    await untilUrl(/who=nobody/);
    await stage.page.getByLabel("Who", { exact: true }).fill("");
    await stage.page.getByRole("cell").getByRole("button").first().click();
    await untilText(stage.dialog, CHARGE);
    await stage.page.keyboard.press("Escape");
    await stage.dialog.waitFor({ state: "detached" });
  });
});

describe("home", () => {
  it("is narrowed to a team, and widened in time", async () => {
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    await press(stage.page, /^research/);
    await untilUrl(/team=research/);
    await press(stage.page, "Team: research");
    await expect.poll(() => new URL(stage.page.url()).search).toBe("");
    await choose("Period", "Last 7 days");
    await untilUrl(/hours=168/);
  });
});

describe("the views of a DAG", () => {
  it("show a chosen task in a panel, which leads to its log", async () => {
    await stage.open(`/dags/${CHARGE}?tab=tasks`);
    await press(stage.page, "find_due");
    await untilUrl(/task=find_due/);
    await stage.page.getByRole("textbox", { name: "Find a task" }).fill("book");
    await untilUrl(/search=book/);
    await choose("State of runs", "Failed");
    await untilUrl(/state=failed/);
    await press(stage.page, "Close the panel");
    await expect.poll(() => new URL(stage.page.url()).searchParams.has("task")).toBe(false);
    await stage.open(`/dags/${CHARGE}?task=find_due&run=refused`);
    await stage.page.getByRole("link", { name: "Open the log" }).click();
    await untilUrl(/tasks\/find_due/);
  });

  it("show the graph of another run, and its assets or not", async () => {
    await stage.open(`/dags/${LOAD}?tab=graph`);
    await press(stage.page, "Hide assets");
    await untilUrl(/assets=off/);
    await press(stage.page, "Show assets");
    await press(stage.page, "Close all groups");
    await untilUrl(/closed=/);
    await press(stage.page, "Open all groups");
  });

  it("show the file, what is read of it, and copy it", async () => {
    await stage.visit.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await stage.open(`/dags/${LOAD}?tab=code`);
    await press(stage.page, "Show what the engine reads");
    await untilUrl(/view=graph/);
    await press(stage.page, "Copy");
    await untilText(stage.page, "Copied");
    expect(await stage.page.evaluate("navigator.clipboard.readText()")).toContain('deduplicate"');
  });
});

describe("a run's life", () => {
  it("is shown as a graph, and a task of it as it stood", async () => {
    await stage.open(`${refused}/history`);
    await stage.page.getByRole("tab", { name: "Graph" }).click();
    await untilUrl(/view=graph/);
    await stage.open(`${refused}/history?task=book`);
    await press(stage.page, "Close");
    await expect.poll(() => new URL(stage.page.url()).searchParams.has("task")).toBe(false);
  });

  it("is simulated with other durations, numbers and branches", async () => {
    await stage.open(`/dags/${MODEL}/simulate`);
    await stage.page.getByLabel("Seconds that train takes").fill("60");
    await untilUrl(/parts=.*60000/);
    await stage.page.getByLabel("Arm that compare chooses").selectOption({ label: "→ worse" });
    await untilUrl(/worse/);
  });
});

describe("a pool", () => {
  it("shows who holds its slots", async () => {
    await stage.open("/admin/pools");
    await press(stage.page, "default_pool");
    await untilText(stage.page, "Who holds slots of default_pool");
    await press(stage.page, "Close");
    await stage.page.getByText("Who holds slots of").waitFor({ state: "detached" });
  });
});

describe("the reference", () => {
  it("is searched, and an operation read", async () => {
    await stage.open("/reference?q=trigger_dag_run");
    await stage.page
      .getByRole("button", { name: /trigger_dag_run/ })
      .first()
      .click();
    await untilUrl(/operation=trigger_dag_run/);
    await untilText(stage.page, /curl/);
  });
});

describe("a view", () => {
  it("is asked for again", async () => {
    for (const [path, api] of [
      ["/admin/variables", "**/api/v2/variables*"],
      ["/admin/connections", "**/api/v2/connections*"],
    ] as const) {
      await stage.open(path);
      const button = stage.page.getByRole("button", { name: "Refresh", disabled: false });
      await button.waitFor();
      const [answer] = await Promise.all([stage.page.waitForResponse(api), button.click()]);
      expect(answer.status()).toBe(200);
    }
  });

  it("of DAGs is kept, and another opened", async () => {
    await stage.open("/dags?team=sales");
    await chooseFromMenu(stage.page, "Views", "Save this view…");
    await stage.page.getByLabel("Name of the view").fill("Ours");
    await press(stage.page, "Save");
    await stage.page.reload();
    await chooseFromMenu(stage.page, "Views", "Ours");
    await untilUrl(/team=sales/);
  });
});
