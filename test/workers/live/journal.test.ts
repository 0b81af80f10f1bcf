import { env } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { reachJournal, reachRun } from "../../../src/coordinator/stubs.ts";
import { createGraph, createTask, testIdentity } from "../../support/graphs.ts";

const key = { team: "default", dagId: "test", runId: "history" };

describe("a run's journal", () => {
  it("tells every change in order, page by page, and no token", async () => {
    const run = reachRun(env, key);
    const graph = createGraph([createTask("first"), createTask("second", { upstream: ["first"] })]);
    await run.create({ v: 1, identity: { ...testIdentity, ...key }, graph, note: null, admit: true });
    const targets = [{ taskId: "first", mapIndex: null }];
    await run.mark({ v: 1, targets, state: "success", upstream: false, downstream: false, dryRun: false, by: "ann" });
    const journal = reachJournal(env, key);
    const whole = await journal.readJournal(0, 100);
    expect(whole?.rows.map(({ seq }) => seq)).toEqual(Array.from({ length: whole?.newest ?? 0 }, (_, at) => at + 1));
    expect(whole?.rows.find(({ runState }) => runState === "running")?.changes).toContainEqual([
      "first",
      -1,
      "queued",
      1,
    ]);
    expect(whole?.rows.find(({ cause }) => cause === "mark")?.changes).toContainEqual(["first", -1, "success", 1]);
    expect(JSON.stringify(whole)).not.toContain("token");
    const page = await journal.readJournal(1, 1);
    expect([page?.rows.map(({ seq }) => seq), page?.newest]).toEqual([[2], whole?.newest]);
  });

  it("is nobody's where there is no run", async () => {
    expect(await reachJournal(env, { ...key, runId: "none" }).readJournal(0, 10)).toBe(null);
  });
});
