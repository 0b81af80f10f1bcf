import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { projectDag, projectRun } from "../../../src/store/projection.ts";
import type { RunView } from "../../../src/core/protocol.ts";
import type { InstanceView } from "../../../src/core/views.ts";
import { makeDagView, makeInstance, makeRun } from "../store/fixtures.ts";
import { createClient, NOW, seedDags, startApp, type TestApp } from "./support.ts";

const MINUTE = 60_000;
let app: TestApp;
let client: ReturnType<typeof createClient>;
beforeEach(async () => {
  app = await startApp();
  client = createClient(app, (await app.signIn("viewer", "default")).text);
  await seedDags([graph("default", "etl"), graph("default", "report"), graph("blue", "secret")]);
});

function graph(team: string, dagId: string) {
  return createGraph([createTask("extract")], { team, dagId });
}

async function project(run: Partial<RunView>, instances: readonly Partial<InstanceView>[] = []): Promise<void> {
  const view = makeRun({ runAfter: NOW - 30 * MINUTE, queuedAt: NOW - 30 * MINUTE, ...run });
  const { team, dagId, runId } = view;
  const rows = instances.map((one) => makeInstance({ ...one, team, dagId, runId }));
  await projectRun(env.DB, { run: view, graphHash: "g1", instances: rows });
}

describe("the first view", () => {
  it("says what failed, at which task and why, and whether it has been put right since", async () => {
    const reason = { code: "skipped_by", params: { task: "gate" } };
    await project({ runId: "bad", state: "failed", startedAt: NOW - 20 * MINUTE, endedAt: NOW - 18 * MINUTE }, [
      { taskId: "load", state: "failed", endedAt: NOW - 18 * MINUTE, reason: null },
      { taskId: "extract", state: "failed", endedAt: NOW - 19 * MINUTE, tryNumber: 3, reason },
      { taskId: "after", state: "upstream_failed" },
    ]);
    await project({ runId: "good", state: "success", runAfter: NOW - MINUTE, startedAt: NOW - MINUTE, endedAt: NOW });
    const before = NOW - 25 * 60 * MINUTE;
    await project({ runId: "old", state: "failed", runAfter: before, startedAt: before, endedAt: before + MINUTE });
    const { status, body } = await client("GET", "/api/x/home");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      counts: { dags: 2, failed: 1, success: 1, running: 0, late: 0 },
      failed: [
        {
          dag_id: "etl",
          dag_run_id: "bad",
          duration: 120,
          is_recovered: true,
          failed_tasks: 2,
          task: { task_id: "extract", try_number: 3, error: 'Task "gate" decided not to follow this way.' },
        },
      ],
    });
  });

  it("lists what failed just now, however old its slot is, and counts beyond what it lists", async () => {
    const late = { runAfter: NOW - 90 * 24 * 60 * MINUTE, startedAt: NOW - 3 * MINUTE, endedAt: NOW - 2 * MINUTE };
    await project({ runId: "old_slot", state: "failed", ...late });
    for (let index = 0; index < 30; index += 1) {
      const endedAt = NOW - (10 + index) * MINUTE;
      await project({ runId: `bad${index}`, state: "failed", runAfter: NOW - MINUTE, startedAt: endedAt, endedAt });
    }
    const { body } = await client("GET", "/api/x/home");
    const { failed, counts } = body as { failed: { dag_run_id: string }[]; counts: { failed: number } };
    expect(failed.map(({ dag_run_id }) => dag_run_id)).toEqual([
      "old_slot",
      ...Array.from({ length: 24 }, (_, index) => `bad${index}`),
    ]);
    expect(counts.failed).toBe(31);
    await project({ runId: "old_slot", state: "success", seq: 2, ...late });
    expect((await client("GET", "/api/x/home")).body).toMatchObject({ counts: { failed: 30 } });
  });

  it("says what runs, how long that usually takes, and what is late", async () => {
    await project({ runId: "before", state: "success", startedAt: NOW - 25 * MINUTE, endedAt: NOW - 24 * MINUTE });
    await project({ runId: "now", state: "running", startedAt: NOW - 10 * MINUTE }, [
      { taskId: "a", state: "running" },
      { taskId: "b", state: "queued" },
      { taskId: "c", state: "success" },
    ]);
    await project({ dagId: "report", runId: "waits", state: "queued", startedAt: null, queuedAt: NOW - 5 * MINUTE });
    const next = { runAfter: NOW - 2 * MINUTE, logicalDate: NOW, start: NOW, end: NOW };
    await projectDag(env.DB, { view: makeDagView({ dagId: "report", nextRun: next, dueAt: NOW }), seq: 9, at: NOW });
    const { body } = await client("GET", "/api/x/home");
    expect(body).toMatchObject({
      active: [
        { dag_run_id: "now", usual_duration: 60, tasks: { running: 1, queued: 1 } },
        { dag_run_id: "waits", usual_duration: null },
      ],
      late: [
        { kind: "long", dag_run_id: "now", usual_duration: 60 },
        { kind: "queued", dag_run_id: "waits" },
        { kind: "not_made", dag_id: "report" },
      ],
      next: [],
    });
  });

  it("says what comes next, the earliest first, and nothing of a paused DAG", async () => {
    const at = (minutes: number) => {
      const runAfter = NOW + minutes * MINUTE;
      return { nextRun: { runAfter, logicalDate: NOW, start: NOW, end: runAfter }, dueAt: runAfter };
    };
    await projectDag(env.DB, { view: makeDagView({ dagId: "report", ...at(5) }), seq: 9, at: NOW });
    await projectDag(env.DB, { view: makeDagView({ dagId: "etl", ...at(3) }), seq: 9, at: NOW });
    expect((await client("GET", "/api/x/home")).body).toMatchObject({
      next: [
        { dag_id: "etl", run_after: "2026-11-01T12:03:00Z" },
        { dag_id: "report", run_after: "2026-11-01T12:05:00Z" },
      ],
    });
    await projectDag(env.DB, { view: makeDagView({ dagId: "etl", isPaused: true, ...at(3) }), seq: 10, at: NOW });
    expect((await client("GET", "/api/x/home")).body).toMatchObject({ next: [{ dag_id: "report" }] });
  });

  it("gives the 25 that come first by their run, whatever else brings their DAGs on", async () => {
    const dagIds = Array.from({ length: 26 }, (_, index) => `d${String(index).padStart(2, "0")}`);
    await seedDags(dagIds.map((dagId) => graph("default", dagId)));
    for (const [index, dagId] of dagIds.entries()) {
      const runAfter = NOW + (index + 1) * MINUTE;
      const nextRun = { runAfter, logicalDate: NOW, start: NOW, end: runAfter };
      // What is due of a DAG may be other than its slot: here the later its run, the sooner that.
      await projectDag(env.DB, { view: makeDagView({ dagId, nextRun, dueAt: NOW + 30 - index }), seq: 9, at: NOW });
    }
    const { body } = await client("GET", "/api/x/home");
    const { next } = body as { next: { dag_id: string }[] };
    expect(next.map(({ dag_id }) => dag_id)).toEqual(dagIds.slice(0, 25));
  });

  it("holds nothing of another team, and counts by team for who reaches all", async () => {
    await project({ team: "blue", dagId: "secret", runId: "canary", state: "failed", endedAt: NOW - MINUTE });
    await project({ team: "blue", dagId: "secret", runId: "canary2", state: "running" });
    const own = await client("GET", "/api/x/home");
    expect(own.text).not.toMatch(/canary|secret|blue/);
    const all = await createClient(app, (await app.signIn("admin")).text)("GET", "/api/x/home");
    expect(all.body).toMatchObject({
      failed: [{ dag_id: "blue.secret", dag_run_id: "canary" }],
      teams: [
        { team: "blue", dags: 1, running: 1, failed: 1 },
        { team: "default", dags: 2, running: 0, failed: 0 },
      ],
    });
  });
});

describe("the list of DAGs", () => {
  it("shows each with its newest runs and its next one, page by page", async () => {
    for (const hour of [1, 2, 3]) {
      await project({
        runId: `r${hour}`,
        state: "success",
        runAfter: NOW + hour,
        startedAt: NOW,
        endedAt: NOW + 1_500,
      });
    }
    const first = await client("GET", "/api/x/dags?limit=1&runs=2");
    expect(first.body).toMatchObject({
      total_entries: 2,
      counts: { all: 2, active: 2, paused: 0 },
      dags: [{ dag_id: "etl", runs: [{ dag_run_id: "r3", state: "success", duration: 1.5 }, { dag_run_id: "r2" }] }],
    });
    const cursor = (first.body as { next_cursor: string }).next_cursor;
    const second = await client("GET", `/api/x/dags?limit=1&cursor=${cursor}`);
    expect(second.body).toMatchObject({ dags: [{ dag_id: "report", runs: [] }], next_cursor: null });
  });

  it("is narrowed to a team in reach, and tells of all teams in reach", async () => {
    const read = async (of: typeof client, query: string) => {
      const { body } = await of("GET", `/api/x/dags${query}`);
      const {
        dags,
        teams,
        total_entries: total,
      } = body as {
        dags: { dag_id: string }[];
        teams: string[];
        total_entries: number;
      };
      return { ids: dags.map(({ dag_id }) => dag_id), teams, total };
    };
    const all = createClient(app, (await app.signIn("admin")).text);
    const teams = ["blue", "default"];
    expect(await read(all, "")).toEqual({ ids: ["blue.secret", "etl", "report"], teams, total: 3 });
    expect(await read(all, "?team=blue")).toEqual({ ids: ["blue.secret"], teams, total: 1 });
    expect(await read(all, "?team=default")).toEqual({ ids: ["etl", "report"], teams, total: 2 });
    expect(await read(all, "?team=nobody")).toEqual({ ids: [], teams, total: 0 });
    expect(await read(client, "?team=default")).toEqual({ ids: ["etl", "report"], teams: ["default"], total: 2 });
    expect(await read(client, "?team=blue")).toEqual({ ids: [], teams: ["default"], total: 0 });
  });

  it("finds by id, last state and tag, and never another team's", async () => {
    await project({ runId: "bad", state: "failed" });
    const ids = async (query: string) => {
      const { body } = await client("GET", `/api/x/dags?${query}`);
      return (body as { dags: { dag_id: string }[] }).dags.map(({ dag_id }) => dag_id);
    };
    expect(await ids("dag_id_pattern=REP")).toEqual(["report"]);
    expect(await ids("last_dag_run_state=failed")).toEqual(["etl"]);
    expect(await ids("dag_id_pattern=secret")).toEqual([]);
    expect(await ids("order_by=-dag_id")).toEqual(["report", "etl"]);
    expect((await client("GET", "/api/x/dags?order_by=nonsense")).status).toBe(400);
  });
});

describe("the list of runs", () => {
  it("is narrowed to a team in reach, the default one too", async () => {
    await project({ runId: "own", state: "failed", endedAt: NOW });
    await project({ team: "blue", dagId: "secret", runId: "canary", state: "failed", endedAt: NOW });
    await project({ team: "blue", dagId: "secret", runId: "quiet", state: "success", endedAt: NOW });
    const ids = async (of: typeof client, query: string) => {
      const { body } = await of("GET", `/api/x/runs?order_by=-run_after&${query}`);
      return (body as { dag_runs: { dag_run_id: string }[] }).dag_runs.map(({ dag_run_id }) => dag_run_id).toSorted();
    };
    const all = createClient(app, (await app.signIn("admin")).text);
    expect(await ids(all, "")).toEqual(["canary", "own", "quiet"]);
    expect(await ids(all, "team=blue")).toEqual(["canary", "quiet"]);
    expect(await ids(all, "team=blue&state=failed")).toEqual(["canary"]);
    expect(await ids(all, "team=default")).toEqual(["own"]);
    expect(await ids(client, "team=blue")).toEqual([]);
    expect(await ids(client, "team=default")).toEqual(["own"]);
    expect((await all("GET", "/api/x/runs?state=nonsense")).status).toBe(422);
  });
});
