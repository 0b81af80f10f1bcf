import { describe, expect, it } from "vitest";
import { press, untilText } from "./support/acting.ts";
import { RUNS } from "./support/deployment.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();
const type = (...keys: readonly string[]) => stage.type(...keys);
const CHARGE = RUNS.refused.dag;
const LOAD = RUNS.loaded.dag;
const refused = `/dags/${CHARGE}/runs/refused`;
const ERROR = "the bank refuses card c-19";

/** What has the focus, by its name or its text. */
const readFocus = () =>
  stage.page.evaluate(
    "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim()",
  );

describe("the sheet of keys", () => {
  /** Each page with a thing that shows that it is there, and the keys that its own part of the sheet lists. */
  it.each([
    ["/", "charge_cards", "j k f 1"],
    ["/dags", "charge_cards", "/ j k ↵ x A Esc"],
    ["/runs", "charge_cards", "/ j k ↵"],
    ["/assets", "orders", "/ j k ↵"],
    ["/admin/connections", "warehouse_db", "/ n j k ↵"],
    ["/admin/variables", "regions", "/ n j k ↵"],
    ["/admin/pools", "default_pool", "/ n j k ↵"],
    ["/admin/users", "admin", "/ n j k ↵"],
    ["/admin/tokens", "login", "/ n j k ↵"],
    ["/admin/audit", "trigger", "/ j k ↵"],
    ["/reference", "get_dags", "/"],
    [`/dags/${CHARGE}`, "find_due", "/ [ ] s t"],
    [`/dags/${CHARGE}?task=book&run=refused`, "Open the log", "/ [ ] s t Esc"],
    [`/dags/${CHARGE}?tab=runs`, "refused", "j k ↵ s t"],
    [`/dags/${LOAD}?tab=backfills`, "New backfill", "n s t"],
    [refused, "find_due", "j k ↵ c [ ]"],
    [`${refused}/tasks/charge?map=2`, ERROR, "c l [ ] n N e /"],
    [`${refused}/tasks/charge`, "4 mapped instances", "c j k ↵"],
    [`${refused}/history`, "Play", ", . p"],
    [`/dags/${LOAD}/simulate`, "Play", ", . p"],
  ])("of %s lists what the page takes", async (path, shows, keys) => {
    await stage.open(path);
    await untilText(stage.page.locator("main"), shows);
    await type("?");
    const sheet = stage.page.getByRole("dialog", { name: "Keyboard shortcuts" });
    const own = sheet.locator("section").filter({ has: stage.page.getByRole("heading", { name: "This page" }) });
    await own.waitFor();
    expect((await own.locator("kbd").allInnerTexts()).toSorted()).toEqual(keys.split(" ").toSorted());
    await type("Escape");
    await sheet.waitFor({ state: "detached" });
  });
});

describe("keys that lead elsewhere", () => {
  it("go to each part", async () => {
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    for (const [key, path] of [
      ["d", "/dags"],
      ["r", "/runs"],
      ["a", "/assets"],
      ["m", "/admin"],
      ["c", "/admin/connections"],
      ["v", "/admin/variables"],
      ["p", "/admin/pools"],
      ["u", "/admin/users"],
      ["k", "/admin/tokens"],
      ["l", "/admin/audit"],
      ["e", "/admin/import-errors"],
      ["i", "/admin/imports"],
      ["o", "/reference"],
      ["h", "/"],
    ] as const) {
      await type("g", key);
      await expect.poll(() => new URL(stage.page.url()).pathname).toBe(path);
    }
  });

  it("open the palette, and leave it", async () => {
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    await type("Control+k");
    const palette = stage.page.getByRole("dialog", { name: "Search or jump to" });
    await palette.waitFor();
    await type("Escape");
    await palette.waitFor({ state: "detached" });
  });
});

describe("home", () => {
  it("walks over its rows, and opens one", async () => {
    await stage.open("/");
    await stage.page.locator("[data-failure='1']").waitFor();
    await type("j");
    const first = await readFocus();
    await type("j");
    expect(await readFocus()).not.toBe(first);
    await type("k");
    expect(await readFocus()).toBe(first);
    await type("Enter");
    await stage.page.waitForURL("**/tasks/*");
  });

  it("opens each failure by its digit, and the first by f", async () => {
    await stage.open("/");
    const failures = stage.page.locator("[data-failure]");
    await failures.first().waitFor();
    const count = await failures.count();
    expect(count).toBeGreaterThan(1);
    const goal = async (digit: number) => await stage.page.locator(`[data-failure='${digit}']`).getAttribute("href");
    for (let digit = 1; digit <= count; digit += 1) {
      const href = (await goal(digit))?.split("?")[0] ?? "";
      await type(String(digit));
      await stage.page.waitForURL((url) => url.pathname === href);
      await stage.page.goBack();
      await failures.first().waitFor();
    }
    const href = (await goal(1))?.split("?")[0];
    await type("f");
    await stage.page.waitForURL((url) => url.pathname === href);
  });

  it("is switched between light and dark", async () => {
    await stage.page.emulateMedia({ colorScheme: "light" });
    await stage.open("/");
    await untilText(stage.page, "charge_cards");
    const readTheme = () => stage.page.evaluate("document.documentElement.dataset.theme");
    await type("t");
    await expect.poll(readTheme).toBe("dark");
    await type("t");
    await expect.poll(readTheme).toBe("light");
    await stage.page.evaluate("localStorage.clear()");
  });
});

describe("a list", () => {
  it("is searched by /, left by Escape", async () => {
    for (const path of ["/dags", "/runs", "/assets", "/admin/connections", "/admin/audit", "/reference"]) {
      await stage.open(path);
      await stage.page.getByRole("searchbox").first().waitFor();
      await type("/");
      await stage.page.keyboard.type("zzz");
      await stage.page.waitForURL(/q=zzz/);
      await type("Escape");
      await expect.poll(() => new URL(stage.page.url()).searchParams.has("q")).toBe(false);
    }
  });

  it("of DAGs is selected whole, row by row, and not at all", async () => {
    await stage.open("/dags");
    await untilText(stage.page, "charge_cards");
    await type("A");
    const all = await stage.page.getByText(/^\d+ selected$/).innerText();
    await type("j", "x");
    await untilText(stage.page, `${Number.parseInt(all, 10) - 1} selected`);
    await press(stage.page, /^Select all \d+ that match$/);
    await untilText(stage.page, all);
    await type("Escape");
    await stage.page.getByText(/^\d+ selected$/).waitFor({ state: "detached" });
    await type("x");
    await untilText(stage.page, "1 selected");
    await press(stage.page, "Clear the selection");
    await stage.page.getByText(/^\d+ selected$/).waitFor({ state: "detached" });
  });

  it("is walked over, and a row opened", async () => {
    for (const [path, goal] of [
      ["/dags", /\/dags\/[^/]+$/],
      ["/runs", /\/runs\/[^/]+$/],
      ["/assets", /\/assets\/\d+$/],
      [`/dags/${CHARGE}?tab=runs`, /\/runs\/[^/]+$/],
    ] as const) {
      await stage.open(path);
      await stage.page.getByRole("table").getByRole("row").nth(1).waitFor();
      await type("j", "Enter");
      await expect.poll(() => stage.page.url()).toMatch(goal);
    }
  });

  it("is added to by n, which Escape gives up", async () => {
    for (const path of ["connections", "variables", "pools", "users", "tokens"]) {
      await stage.open(`/admin/${path}`);
      await stage.page.getByRole("button", { name: /^New / }).first().waitFor();
      await type("n");
      await untilText(stage.dialog, /^New /);
      await type("Escape");
      await stage.dialog.waitFor({ state: "detached" });
    }
  });
});

describe("a grid", () => {
  it("is gone over from run to run, and its panel closed", async () => {
    await stage.runToEnd(CHARGE, "one more");
    // The grid reads the lists, which hear of a run a moment later.
    await stage.until(`/api/v2/dags/${CHARGE}/dagRuns`, ({ total_entries }) => total_entries > 1);
    await stage.open(`/dags/${CHARGE}`);
    await stage.page.getByRole("treegrid").waitFor();
    await type("[");
    await stage.page.waitForURL(/run=/);
    const newest = new URL(stage.page.url()).searchParams.get("run");
    await type("[");
    await stage.page.waitForURL((url) => url.searchParams.get("run") !== newest);
    await type("]");
    await stage.page.waitForURL((url) => url.searchParams.get("run") === newest);
    await type("Escape");
    await stage.page.waitForURL((url) => !url.searchParams.has("run"));
    await type("t");
    await untilText(stage.dialog, `Trigger ${CHARGE}`);
  });
});

describe("a log", () => {
  it("is stepped through, match by match", async () => {
    await stage.open(`${refused}/tasks/charge?map=2&find=attempt+1`);
    await untilText(stage.page, "0 of 11");
    await type("n");
    await untilText(stage.page, "1 of 11");
    await type("n");
    await untilText(stage.page, "2 of 11");
    await type("N");
    await untilText(stage.page, "1 of 11");
  });
});

describe("a run's time", () => {
  const readInstant = async () =>
    Number(await stage.page.getByRole("slider", { name: "Instant of the run" }).inputValue());

  it("is stepped through event by event", async () => {
    await stage.open(`${refused}/history`);
    const end = await readInstant();
    await type(",");
    await expect.poll(readInstant).toBeLessThan(end);
    await type(".");
    await expect.poll(readInstant).toBe(end);
    await press(stage.page, "Event before");
    await expect.poll(readInstant).toBeLessThan(end);
    await press(stage.page, "Event after");
    await expect.poll(readInstant).toBe(end);
  });

  it("is played, and held where it is", async () => {
    await stage.page.clock.install();
    // A run that waited a second for its retry: the others are over within two frames.
    await stage.open(`/dags/${RUNS.chosen.dag}/runs/${RUNS.chosen.run}/history`);
    const end = await readInstant();
    await stage.page.getByRole("combobox", { name: "Speed" }).selectOption({ label: "× 1" });
    // A busy machine would see it only once it has been played.
    await stage.page.clock.pauseAt(Date.now() + 60_000);
    await type("p");
    await stage.page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    const began = await readInstant();
    expect(began).toBeLessThanOrEqual(end - 1_000);
    await stage.page.clock.runFor(20);
    await expect.poll(readInstant).toBeGreaterThan(began);
    await type("p");
    await stage.page.getByRole("button", { name: "Play", exact: true }).waitFor();
    const held = await readInstant();
    await stage.page.clock.runFor(100);
    expect(await readInstant()).toBe(held);
  });
});
