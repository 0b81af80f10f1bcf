import { beforeAll, describe, expect, it } from "vitest";
import { chooseFromMenu, press, untilText } from "./support/acting.ts";
import { RUNS } from "./support/deployment.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();
beforeAll(() => stage.visit.context.grantPermissions(["clipboard-read", "clipboard-write"]));

const LOAD = "sales.load_orders";
const MODEL = "research.choose_model";

describe("a value of a task", () => {
  const tab = `/dags/${LOAD}/runs/${RUNS.loaded.run}/tasks/extract?tab=xcom`;
  const entry = (key: string) =>
    `/api/v2/dags/${LOAD}/dagRuns/${RUNS.loaded.run}/taskInstances/extract/xcomEntries/${key}`;

  it("is added, edited, deleted, and brought back", async () => {
    await stage.open(tab);
    await press(stage.page, "Add a value");
    await stage.field("Key").fill("by_hand");
    await stage.field("Value").fill("[1, 2]");
    await stage.send();
    await stage.until(entry("by_hand"), ({ value }) => JSON.stringify(value)?.replaceAll(/\s/g, "").includes("[1,2]"));
    await stage.page.getByRole("button", { name: /^by_hand/ }).click();
    await stage.page.waitForURL(/xcom=by_hand/);
    await stage.page.getByRole("button", { name: "Edit", exact: true }).click();
    await stage.field("Value").fill('"a word"');
    await stage.send();
    await untilText(stage.page, '"a word"');
    await press(stage.page, "Delete");
    await stage.until(entry("by_hand"), ({ key }) => key === undefined);
    await stage.page.getByRole("button", { name: "Undo" }).waitFor();
    await stage.page.keyboard.press("u");
    await stage.until(entry("by_hand"), ({ key }) => key === "by_hand");
  });

  it("is edited for one mapped instance, and for none of its neighbours", async () => {
    const task = `${LOAD}/dagRuns/${RUNS.loaded.run}/taskInstances/load`;
    const read = (map: number) => `/api/v2/dags/${task}/xcomEntries/return_value?map_index=${map}&stringify=false`;
    await stage.open(`/dags/${LOAD}/runs/${RUNS.loaded.run}/tasks/load?map=1&tab=xcom`);
    await stage.page.getByText("999", { exact: true }).waitFor();
    await press(stage.page, "Edit");
    await stage.field("Value").fill('{ "cents": 1000 }');
    await stage.send();
    await untilText(stage.page, '"cents"');
    expect((await stage.call(read(1))).value).toEqual({ cents: 1000 });
    expect([(await stage.call(read(0))).value, (await stage.call(read(2))).value]).toEqual([1250, 4300]);
  });
});

describe("a log", () => {
  const path = `/dags/${RUNS.refused.dag}/runs/${RUNS.refused.run}/tasks/charge?map=2`;
  const ERROR = "the bank refuses card c-19";

  it("is copied, and downloaded whole", async () => {
    await stage.open(path);
    await untilText(stage.page.locator("[data-line]"), ERROR);
    await press(stage.page, "Copy the lines on show");
    await untilText(stage.page, /\d+ lines copied/);
    expect(await stage.page.evaluate("navigator.clipboard.readText()")).toContain(ERROR);
    const [download] = await Promise.all([
      stage.page.waitForEvent("download"),
      press(stage.page, "Download the whole log"),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toContain(ERROR);
  });

  it("is searched with the case that was typed, when that is asked for", async () => {
    await stage.open(path);
    await untilText(stage.page.locator("[data-line]"), ERROR);
    const find = stage.page.getByRole("textbox", { name: "Find in the log" });
    await find.fill("THE BANK");
    await untilText(stage.page, /of \d+/);
    await press(stage.page, "Match case");
    await untilText(stage.page, "No matches");
  });

  it("is reached by a key, and the instances beside it", async () => {
    await stage.open(`${path}&tab=details`);
    await untilText(stage.page, "Duration over the last runs");
    await stage.page.keyboard.press("l");
    await untilText(stage.page.locator("[data-line]"), ERROR);
    await stage.page.keyboard.press("]");
    await stage.page.waitForURL(/map=3/);
    await stage.page.keyboard.press("[");
    await stage.page.waitForURL(/map=2/);
  });
});

describe("a backfill", () => {
  it("says what it will do, starts, is paused, goes on, and is cancelled", async () => {
    await stage.open(`/dags/${LOAD}?tab=backfills`);
    await untilText(stage.page, "No backfill yet");
    await stage.page.keyboard.press("n");
    await stage.field("From (UTC)").fill("2026-01-01T00:00");
    await stage.field("To (UTC)").fill("2026-01-31T00:00");
    await stage.field("Runs at once").fill("1");
    await untilText(stage.dialog, /7\d\d slots/);
    await untilText(stage.dialog, /7\d\d to make/);
    expect((await stage.call(`/api/v2/backfills?dag_id=${LOAD}`)).total_entries).toBe(0);
    await stage.dialog.getByRole("button", { name: /^Start 7\d\d runs/ }).click();
    await stage.dialog.waitFor({ state: "detached" });
    await stage.until(`/api/v2/backfills?dag_id=${LOAD}`, ({ total_entries }) => total_entries === 1);
    const [{ id }] = (await stage.call(`/api/v2/backfills?dag_id=${LOAD}`)).backfills;
    const path = `/api/v2/backfills/${id}`;
    const main = stage.page.locator("main");
    await main.getByRole("button", { name: "Pause", exact: true }).click();
    await stage.until(path, ({ is_paused }) => is_paused === true);
    await main.getByRole("button", { name: "Go on", exact: true }).click();
    await stage.until(path, ({ is_paused }) => is_paused === false);
    await main.getByRole("button", { name: "Cancel", exact: true }).click();
    await stage.until(path, ({ completed_at }) => completed_at !== null);
  });
});

describe("a trigger", () => {
  it("takes the configuration of an earlier run", async () => {
    await stage.product.trigger(MODEL, "configured", { rows: 4321 });
    await stage.until(`/api/v2/dags/${MODEL}/dagRuns?limit=100`, ({ dag_runs: runs }) =>
      runs.some((run: { conf: { rows?: number } }) => run.conf?.rows === 4321),
    );
    await stage.open(`/dags/${MODEL}`);
    await press(stage.page, "Trigger");
    const recent = stage.dialog.getByRole("combobox", { name: "Use the configuration of an earlier run…" });
    const option = await recent.locator("option", { hasText: "4321" }).getAttribute("value");
    await recent.selectOption(option);
    expect(await stage.field("rows").inputValue()).toBe("4321");
    await press(stage.page, "Trigger");
    await stage.page.waitForURL(`**/dags/${MODEL}/runs/manual*`);
    const run = stage.page.url().split("/").at(-1) ?? "";
    expect((await stage.call(`/api/v2/dags/${MODEL}/dagRuns/${run}`)).conf).toMatchObject({ rows: 4321 });
  });
});

describe("an asset", () => {
  it("is brought about by hand, and by its task", async () => {
    await stage.open("/assets/2");
    await press(stage.page, "Create event");
    await stage.dialog.getByLabel("Extra (JSON)").fill('{"rows": 3}');
    await stage.send();
    await stage.until("/api/v2/assets/events?asset_id=2&limit=100", ({ asset_events: events }) =>
      events.some((event: { extra: { rows?: number } }) => event.extra.rows === 3),
    );
    await press(stage.page, "Materialize");
    await stage.page.waitForURL(`**/dags/${LOAD}/runs/*`);
  });

  it("is held for nobody any more once what is queued is dropped", async () => {
    const { assets } = await stage.call("/api/v2/assets");
    const idOf = (wanted: string): number => assets.find(({ name }: { name: string }) => name === wanted).id;
    const queued = `/api/v2/assets/${idOf("prices")}/queuedEvents`;
    // The orders are waited for with them: dropped first, so that nothing is taken up.
    await stage.product.call("DELETE", `/api/v2/assets/${idOf("orders")}/queuedEvents`);
    await stage.product.call("POST", "/api/v2/assets/events", { asset_id: idOf("prices"), extra: {} });
    await stage.until(queued, ({ total_entries }) => total_entries === 1);
    await stage.open(`/assets/${idOf("prices")}`);
    await untilText(stage.page, "sales.price_orders");
    await press(stage.page, "Drop all");
    await untilText(stage.page, "Dropped what was queued");
    await untilText(stage.page, "No DAG holds it while it waits for others.");
    expect((await stage.call(queued)).total_entries ?? 0).toBe(0);
    expect(await stage.page.getByRole("button", { name: "Drop all" }).count()).toBe(0);
  });
});

describe("runs and their keys", () => {
  it("are stepped through, with a task opened by the keys of a list", async () => {
    await stage.product.trigger(MODEL, "next to it");
    await stage.product.untilEnded(MODEL, "next to it");
    await stage.open(`/dags/${MODEL}/runs/next to it`);
    await stage.page.getByRole("button", { name: "Previous run", disabled: false }).waitFor();
    await stage.page.keyboard.press("[");
    await stage.page.waitForURL((url) => !url.pathname.endsWith("next%20to%20it"));
    await stage.page.getByRole("button", { name: "Next run", disabled: false }).waitFor();
    await stage.page.keyboard.press("]");
    await stage.page.waitForURL("**/runs/next%20to%20it");
    await untilText(stage.page, "train");
    await stage.page.keyboard.press("j");
    await stage.page.keyboard.press("Enter");
    await stage.page.waitForURL("**/tasks/*");
  });

  it("have all their tasks cleared", async () => {
    const run = `/api/v2/dags/${MODEL}/dagRuns/cleared`;
    await stage.product.trigger(MODEL, "cleared");
    await stage.product.untilEnded(MODEL, "cleared");
    await stage.open(`/dags/${MODEL}/runs/cleared`);
    await chooseFromMenu(stage.page, "Actions", "Clear all tasks");
    await untilText(stage.dialog, /What will be touched: 5 task instances/);
    await stage.send("Clear all tasks");
    await press(stage.page, "Do it now");
    await stage.until(`${run}/taskInstances/train`, ({ try_number, state }) => try_number > 2 && state === "success");
  });
});
