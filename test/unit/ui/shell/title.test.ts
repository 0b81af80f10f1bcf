import { describe, expect, it } from "vitest";
import { findView, nameTab, type Place } from "../../../../src/ui/shell/title.ts";

const RUN = { dagId: "sales.load", runId: "manual__1" };

describe("the name of a tab", () => {
  it.each<readonly [string | null, Place, string]>([
    ["Pools", { pathname: "/admin/pools" }, "Pools · Tradewind"],
    [null, { pathname: "/dags/sales.load", dagId: "sales.load" }, "sales.load · Tradewind"],
    ["Simulate", { pathname: "/dags/sales.load/simulate", dagId: "sales.load" }, "Simulate · sales.load · Tradewind"],
    [null, { pathname: "/dags/sales.load/runs/manual__1", ...RUN }, "sales.load · manual__1 · Tradewind"],
    [null, { pathname: "/", ...RUN, taskId: "pay" }, "pay · sales.load · Tradewind"],
    [null, { pathname: "/imports/old/load", importedId: "load" }, "load · Tradewind"],
    [null, { pathname: "/no/such/page" }, "Tradewind"],
  ])("%s of %o begins with what is particular", (page, place, title) => {
    expect(nameTab(page, place, "Tradewind")).toBe(title);
  });
});

describe("a view with an address of its own", () => {
  it("is one of a DAG or of a run", () => {
    expect(findView({ pathname: "/dags/a/simulate", dagId: "a" })).toBe("simulate");
    expect(findView({ pathname: "/dags/a/runs/b/history", dagId: "a", runId: "b" })).toBe("timeTravel");
  });

  it("is not seen in a DAG, a run or a task of that name", () => {
    expect(findView({ pathname: "/dags/simulate", dagId: "simulate" })).toBeNull();
    expect(findView({ pathname: "/dags/a/runs/history", dagId: "a", runId: "history" })).toBeNull();
    const task = { pathname: "/dags/a/runs/b/tasks/history", dagId: "a", runId: "b", taskId: "history" };
    expect(findView(task)).toBeNull();
  });
});
