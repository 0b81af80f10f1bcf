import { afterEach, describe, expect, it } from "vitest";
import { orderTasks, sortByOrder } from "../../../src/cli/task-order.ts";
import { openServer, sitDown, type Heard } from "./support.ts";

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function sitBefore(answer: (heard: Heard) => readonly [number, unknown]) {
  const server = await openServer(answer);
  servers.push(server);
  const { type } = sitDown({ env: { TRADEWIND_URL: server.url, TRADEWIND_TOKEN: "tw_test" } });
  return { type, heard: server.heard };
}

const CLEARED = { task_instances: [{ dag_run_id: "r", task_id: "a", map_index: -1, state: "failed" }], dry_run: true };

describe("somebody who mended a file", () => {
  it.each([
    [["clear", "etl", "--run", "r"], true],
    [["clear", "etl", "--run", "r", "--latest"], true],
    [["clear", "etl", "--run", "r", "--no-latest"], false],
    [["runs", "clear", "etl", "r"], true],
    [["runs", "clear", "etl", "r", "--no-latest"], false],
  ])("types %j and clears on the newest version: %s", async (args, isLatest) => {
    const { type, heard } = await sitBefore(() => [200, CLEARED]);
    expect(await type(...args)).toMatchObject({ code: 0 });
    expect(heard.at(-1)?.body).toMatchObject({ run_on_latest_version: isLatest, dry_run: true });
  });
});

describe("somebody whose DAG is not there", () => {
  const broken = { filename: "etl.ts", timestamp: "2026-01-31T06:00:00Z", stack_trace: "dags/etl.ts:3: no such thing" };

  it("is led to the file that does not compile, and to the line", async () => {
    const { type } = await sitBefore(({ path }) =>
      path.includes("importErrors")
        ? [200, { import_errors: [broken], total_entries: 1 }]
        : [200, { dags: [], total_entries: 0 }],
    );
    expect((await type("dags", "list", "etl")).err).toContain("`tradewind dags errors`");
    const { out } = await type("dags", "errors");
    expect(out).toBe("etl.ts, since 2026-01-31 06:00:00Z\n  dags/etl.ts:3: no such thing\n");
  });

  it("is told so when every file compiles", async () => {
    const { type } = await sitBefore(() => [200, { import_errors: [], total_entries: 0, dags: [] }]);
    expect(await type("dags", "list")).toMatchObject({ code: 0, err: "" });
    expect((await type("dags", "errors")).out).toBe("Every file compiles.\n");
  });
});

describe("a rehearsal", () => {
  it("of a backfill begins nothing", async () => {
    const { type, heard } = await sitBefore(() => [404, { detail: "There is no DAG" }]);
    await type("backfill", "create", "etl", "--from", "2026-01-01", "--to", "2026-01-02", "--dry-run");
    expect(heard.map(({ path }) => path)).not.toContain("/api/v2/backfills");
    expect(heard).toHaveLength(1);
  });
});

describe("an address where nobody answers", () => {
  it("is told with a way out, before a password is asked for", async () => {
    const { type } = sitDown({ ask: () => Promise.reject(new Error("asked")) });
    const typed = await type("login", "--url", "http://127.0.0.1:1");
    expect(typed.code).toBe(3);
    expect(typed.err).toContain("--url, or TRADEWIND_URL");
  });
});

describe("the order of tasks", () => {
  const tasks = [
    { task_id: "a_report", downstream_task_ids: [] },
    { task_id: "b_extract", downstream_task_ids: ["c_sum", "a_report"] },
    { task_id: "c_sum", downstream_task_ids: ["a_report"] },
  ];

  it("is the one they run in, and what is not known comes last", () => {
    const order = orderTasks(tasks);
    expect(order).toEqual(["b_extract", "c_sum", "a_report"]);
    const rows = ["gone", "a_report", "b_extract"].map((task_id) => ({ task_id }));
    expect(sortByOrder(rows, order).map(({ task_id }) => task_id)).toEqual(["b_extract", "a_report", "gone"]);
  });
});
