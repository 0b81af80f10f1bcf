import { describe, expect, it } from "vitest";
import { chooseFromMenu, confirm, press, untilText } from "./support/acting.ts";
import { Stage } from "./support/stage.ts";

const stage = new Stage();
const until = (path: string, isDone: (body: any) => boolean) => stage.until(path, isDone);
const CHARGE = "finance.charge_cards";
const MODEL = "research.choose_model";
const runOf = (dag: string, run: string) => `/api/v2/dags/${dag}/dagRuns/${run}`;
const pageOf = (dag: string, run: string) => `/dags/${dag}/runs/${run}`;
const isState = (wanted: string) => (body: { state?: string }) => body.state === wanted;

describe("a task", () => {
  it("is marked as failed", async () => {
    await stage.runToEnd(MODEL, "to fail");
    await stage.open(`${pageOf(MODEL, "to fail")}/tasks/push`);
    await chooseFromMenu(stage.page, "Mark", "Mark as failed");
    expect(await confirm(stage.page, "Mark as failed")).toContain("1 task instance");
    await until(`${runOf(MODEL, "to fail")}/taskInstances/push`, isState("failed"));
  });

  it("is cleared as far as is asked, which is said before", async () => {
    for (const day of [1, 2]) {
      const body = { dag_run_id: `reached ${day}`, logical_date: `2026-02-0${day}T00:00:00Z`, conf: {} };
      await stage.product.call("POST", `/api/v2/dags/${MODEL}/dagRuns`, body);
    }
    for (const run of ["reached 1", "reached 2"]) await stage.product.untilEnded(MODEL, run);
    await stage.open(`${pageOf(MODEL, "reached 1")}/tasks/compare`);
    await stage.page.getByRole("button", { name: "Clear", exact: true }).waitFor();
    await stage.type("c");
    const touches = (words: string | RegExp) => untilText(stage.dialog, words);
    const choose = (name: string, isOn: boolean) => stage.dialog.getByRole("checkbox", { name }).setChecked(isOn);
    await touches("What will be touched: 3 task instances");
    await choose("Upstream", true);
    await touches("What will be touched: 4 task instances");
    await choose("Downstream", false);
    await touches("What will be touched: 2 task instances");
    await choose("Later runs", true);
    await touches("What will be touched: 4 task instances in 2 runs");
    await choose("Later runs", false);
    await choose("Past runs", true);
    await touches("What will be touched: 2 task instances");
    await choose("Past runs", false);
    await choose("Only what failed", true);
    await touches("Nothing would be touched.");
    expect(await stage.dialog.getByRole("button", { name: "Clear compare" }).isDisabled()).toBe(true);
    await press(stage.page, "Cancel");
    expect((await stage.call(`${runOf(MODEL, "reached 1")}/taskInstances/compare`)).try_number).toBe(1);
  });

  it("has no later runs to reach when its run has no logical date, which is said", async () => {
    await stage.open(`${pageOf(MODEL, "chosen")}/tasks/compare`);
    await press(stage.page, "Clear");
    await stage.dialog.getByRole("checkbox", { name: "Later runs" }).check();
    await untilText(stage.dialog, "A run without a logical date has no past and no future");
    await stage.dialog.getByRole("checkbox", { name: "Later runs" }).uncheck();
    await untilText(stage.dialog, "What will be touched: 3 task instances");
  });

  it("is cleared with the version its run began with, when that is asked for", async () => {
    await stage.runToEnd(MODEL, "as it was");
    await stage.open(`${pageOf(MODEL, "as it was")}/tasks/audit`);
    await press(stage.page, "Clear");
    await stage.dialog.getByRole("checkbox", { name: "With the newest version of the DAG" }).uncheck();
    const asked = stage.page.waitForRequest((request) => request.postData()?.includes('"dry_run":false') === true);
    await confirm(stage.page, "Clear audit");
    expect((await asked).postDataJSON()).toMatchObject({ run_on_latest_version: false });
    await until(`${runOf(MODEL, "as it was")}/taskInstances/audit`, (body) => body.try_number === 2);
  });

  it("takes a note, another one, and none", async () => {
    await stage.runToEnd(MODEL, "noted");
    await stage.open(`${pageOf(MODEL, "noted")}/tasks/push?tab=details`);
    const path = `${runOf(MODEL, "noted")}/taskInstances/push`;
    for (const note of ["Looked at", "Looked at again", ""]) {
      await press(stage.page, "Add a note");
      await stage.page.getByRole("textbox", { name: "Note" }).fill(note);
      await press(stage.page, "Save");
      await until(path, (body) => (body.note ?? "") === note);
      await stage.page.getByRole("textbox", { name: "Note" }).waitFor({ state: "detached" });
    }
  });
});

describe("the instances of a mapped task", () => {
  const instance = (run: string, index: number) => `${runOf(CHARGE, run)}/taskInstances/charge/${index}`;

  it("are shown by state, and opened by keys", async () => {
    await stage.open(`${pageOf(CHARGE, "refused")}/tasks/charge`);
    await untilText(stage.page, "4 mapped instances");
    await stage.page.getByRole("combobox", { name: "State" }).selectOption({ label: "Failed" });
    await stage.page.waitForURL(/state=failed/);
    await expect.poll(() => stage.page.getByRole("table").getByRole("row").count()).toBe(2);
    await stage.type("j", "Enter");
    await stage.page.waitForURL(/map=2/);
  });

  it("are cleared, and marked, all at once", async () => {
    await stage.runToEnd(CHARGE, "all of them");
    await stage.open(`${pageOf(CHARGE, "all of them")}/tasks/charge`);
    await untilText(stage.page, "4 mapped instances");
    await stage.type("c");
    await stage.dialog.getByRole("checkbox", { name: "Downstream" }).uncheck();
    await untilText(stage.dialog, "What will be touched: 4 task instances");
    await confirm(stage.page, "Clear charge");
    for (const index of [0, 2]) await until(instance("all of them", index), (body) => body.try_number === 2);
    await until(instance("all of them", 2), isState("failed"));
    await chooseFromMenu(stage.page, "Mark", "Mark as success");
    await confirm(stage.page, "Mark as success");
    await until(instance("all of them", 2), isState("success"));
  });

  it("are marked one by one", async () => {
    await stage.runToEnd(CHARGE, "one of them");
    await stage.open(`${pageOf(CHARGE, "one of them")}/tasks/charge?map=2`);
    await chooseFromMenu(stage.page, "Mark", "Mark as success");
    expect(await confirm(stage.page, "Mark as success")).toContain("1 task instance");
    await until(instance("one of them", 2), isState("success"));
    expect((await stage.call(instance("one of them", 1))).try_number).toBe(1);
  });
});

describe("a run", () => {
  it("has its failed tasks cleared by a key, after it was said no", async () => {
    await stage.runToEnd(CHARGE, "by a key");
    await stage.open(pageOf(CHARGE, "by a key"));
    await stage.page.getByRole("button", { name: "Clear failed tasks" }).waitFor();
    await stage.type("c");
    await stage.dialog.waitFor();
    await stage.type("Escape");
    await stage.dialog.waitFor({ state: "detached" });
    await stage.type("c");
    await confirm(stage.page, "Clear failed tasks");
    await until(`${runOf(CHARGE, "by a key")}/taskInstances/charge/2`, (body) => body.try_number === 2);
  });

  it("is marked as failed, though it has succeeded", async () => {
    await stage.runToEnd(MODEL, "not good enough");
    await stage.open(pageOf(MODEL, "not good enough"));
    await chooseFromMenu(stage.page, "Actions", "Mark as failed");
    await confirm(stage.page, "Mark as failed");
    await until(runOf(MODEL, "not good enough"), isState("failed"));
  });

  it("has its note edited, and deleted", async () => {
    await stage.runToEnd(MODEL, "well noted");
    await stage.open(pageOf(MODEL, "well noted"));
    for (const note of ["The bank was closed", "The bank is open", ""]) {
      await press(stage.page, "Add a note");
      await stage.page.getByRole("textbox", { name: "Note" }).fill(note);
      await press(stage.page, "Save");
      await until(runOf(MODEL, "well noted"), (body) => (body.note ?? "") === note);
      await stage.page.getByRole("textbox", { name: "Note" }).waitFor({ state: "detached" });
    }
  });

  it("runs only what failed again, with another configuration", async () => {
    await stage.runToEnd(CHARGE, "with more");
    await stage.open(pageOf(CHARGE, "with more"));
    await chooseFromMenu(stage.page, "Actions", "Rerun with another configuration");
    await stage.dialog.getByLabel("Configuration").fill("[1]");
    await untilText(stage.dialog, "This is no JSON object");
    await stage.dialog.getByLabel("Configuration").fill('{ "limit": 9 }');
    await stage.dialog.getByRole("checkbox", { name: "Only tasks that failed" }).check();
    await confirm(stage.page, "Rerun with another configuration");
    await until(runOf(CHARGE, "with more"), ({ conf }) => conf?.limit === 9);
    await until(`${runOf(CHARGE, "with more")}/taskInstances/charge/2`, (body) => body.try_number === 2);
    expect((await stage.call(`${runOf(CHARGE, "with more")}/taskInstances/charge/1`)).try_number).toBe(1);
  });

  it("shows its tasks of one state", async () => {
    await stage.open(pageOf(CHARGE, "refused"));
    const rows = stage.page.getByRole("table", { name: "Tasks of refused" }).getByRole("row");
    await stage.page.getByRole("combobox", { name: "State" }).selectOption({ label: "Failed" });
    await stage.page.waitForURL(/state=failed/);
    await expect.poll(() => rows.count()).toBe(2);
  });
});
