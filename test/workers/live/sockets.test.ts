import { env, evictDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it } from "vitest";
import type { LiveRun } from "../../../src/core/live.ts";
import type { RunKey } from "../../../src/core/ids.ts";
import {
  connectDag,
  connectHub,
  connectRun,
  reachHub,
  reachRun,
  reachWatchedDag,
} from "../../../src/coordinator/stubs.ts";
import { manifest } from "../../../src/gen/manifest.ts";
import { CLOSE_GONE, parseMessage, type LiveMessage } from "../../../src/live/messages.ts";
import { createGraph, createTask, testIdentity } from "../../support/graphs.ts";

const UPGRADE = new Request("https://live", { headers: { Upgrade: "websocket" } });
const open: WebSocket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

/** A connection whose messages are taken one by one, each waited for. */
class Watcher {
  readonly #messages: (LiveMessage | number)[] = [];
  #wake: () => void = () => undefined;
  readonly socket: WebSocket;

  constructor(socket: WebSocket) {
    this.socket = socket;
    const push = (message: LiveMessage | number) => {
      this.#messages.push(message);
      this.#wake();
    };
    socket.addEventListener("message", ({ data }) => {
      const message = parseMessage(String(data));
      if (message !== null) push(message);
    });
    socket.addEventListener("close", ({ code }) => push(code));
    socket.accept();
    open.push(socket);
  }

  async next(): Promise<LiveMessage | number> {
    for (;;) {
      const message = this.#messages.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function watch(answer: Promise<Response>): Promise<Watcher> {
  const { status, webSocket } = await answer;
  if (webSocket === null) throw new Error(`no WebSocket but ${status}`);
  return new Watcher(webSocket);
}

const LIVE_RUN: LiveRun = {
  dagId: "etl",
  runId: "r1",
  state: "running",
  runType: "manual",
  runAfter: 1,
  queuedAt: 1,
  startedAt: 1,
  endedAt: null,
  revision: 3,
};

async function createRun(runId: string) {
  const key: RunKey = { team: "default", dagId: "test", runId };
  const graph = createGraph([createTask("first"), createTask("second", { upstream: ["first"] })]);
  const run = reachRun(env, key);
  await run.create({ v: 1, identity: { ...testIdentity, ...key }, graph, note: null, admit: true });
  return { key, run };
}

/** Marks the first task, so that something changes. */
function mark({ run }: Pick<Awaited<ReturnType<typeof createRun>>, "run">) {
  const targets = [{ taskId: "first", mapIndex: null }];
  return run.mark({ v: 1, targets, state: "success", upstream: false, downstream: false, dryRun: false, by: "ann" });
}

describe("who watches a run", () => {
  it("sees it as it is, and is told of the end when it is deleted", async () => {
    const { key, run } = await createRun("seen");
    const watcher = await watch(connectRun(env, key, UPGRADE));
    expect(await watcher.next()).toMatchObject({
      v: 1,
      seq: 1,
      kind: "snapshot",
      run: { dagId: "test", runId: "seen", state: "running" },
      instances: [
        { taskId: "first", mapIndex: -1, state: "queued" },
        { taskId: "second", state: "none" },
      ],
    });
    await run.destroy(key);
    for (let message = await watcher.next(); message !== CLOSE_GONE; message = await watcher.next()) {
      expect(typeof message).toBe("object");
    }
  });

  it("sees each change with the revision it builds upon, though the object was out of memory", async () => {
    const { key, run } = await createRun("evicted");
    const watcher = await watch(connectRun(env, key, UPGRADE));
    const first = await watcher.next();
    await evictDurableObject(env.RUN.getByName("default/test/evicted"));
    await mark({ run });
    const change = await watcher.next();
    expect(change).toMatchObject({ kind: "changes", seq: 2 });
    if (typeof first === "number" || typeof change === "number" || change.kind !== "changes") throw new Error("closed");
    expect(change.run.revision).toBe(change.before + 1);
  });

  it("is told of lines only of the attempt that was asked for", async () => {
    const made = await createRun("logged");
    const watcher = await watch(connectRun(env, made.key, UPGRADE));
    await watcher.next();
    const ask = { kind: "watch_logs", taskId: "first", mapIndex: -1, tryNumber: 1, from: 0 };
    watcher.socket.send(JSON.stringify(ask));
    watcher.socket.send("nonsense");
    const lines = [{ at: 1, level: "info" as const, source: "task" as const, message: "hello" }];
    const attempts = ["second", "first"].map((taskId) => ({
      taskId,
      mapIndex: -1,
      token: "any",
      tryNumber: 1,
      logs: { from: 0, lines },
    }));
    await made.run.heartbeat({ v: 1, carrier: "c1", attempts });
    expect(await watcher.next()).toMatchObject({ kind: "logs", seq: 2, taskId: "first", from: 0, lines });
    await mark(made);
    expect(await watcher.next()).toMatchObject({ kind: "changes", seq: 3 });
  });

  it("finds no run that is not there", async () => {
    const answer = await connectRun(env, { team: "default", dagId: "test", runId: "none" }, UPGRADE);
    expect([answer.status, answer.webSocket]).toEqual([404, null]);
  });
});

describe("who watches a DAG", () => {
  const graph = manifest.files.flatMap((file) => (file.kind === "compiled" ? file.dags : []))[0]?.graph;
  const key = { team: graph?.team ?? "", dagId: graph?.dagId ?? "" };

  it("hears what its runs tell, and the runs hear when nobody is there any more", async () => {
    const news = { v: 1 as const, run: LIVE_RUN, before: 2, cells: [["load", "s"] as const] };
    expect(await reachWatchedDag(env, key).hearNews(news)).toBe(false);
    const watcher = await watch(connectDag(env, key, UPGRADE));
    expect(await watcher.next()).toMatchObject({ kind: "runs", seq: 1 });
    expect(await reachWatchedDag(env, key).hearNews(news)).toBe(true);
    expect(await watcher.next()).toMatchObject({ kind: "cells", seq: 2, before: 2, cells: [["load", "s"]] });
  });

  it("finds no DAG that is not deployed", async () => {
    expect((await connectDag(env, { team: "default", dagId: "none" }, UPGRADE)).status).toBe(404);
  });
});

describe("who watches a team", () => {
  it("is told of many changes at once, each run as it was last", async () => {
    const hub = reachHub(env, "blue");
    expect(await hub.tell([LIVE_RUN])).toBe(false);
    const watcher = await watch(connectHub(env, "blue", UPGRADE));
    await watcher.next();
    expect(await hub.tell([LIVE_RUN, { ...LIVE_RUN, runId: "r2" }])).toBe(true);
    await hub.tell([{ ...LIVE_RUN, state: "success", revision: 4 }]);
    expect(await watcher.next()).toMatchObject({
      kind: "runs",
      seq: 2,
      runs: [
        { runId: "r1", state: "success", revision: 4 },
        { runId: "r2", state: "running" },
      ],
    });
  });

  it("is announced in the database, for DAGs to see", async () => {
    await watch(connectHub(env, "green", UPGRADE));
    const query = env.DB.prepare("select until from live_lease where team = 'green'");
    let row = await query.first<{ until: number }>();
    while (row === null) row = await query.first<{ until: number }>();
    expect(row.until).toBeGreaterThan(Date.now());
  });
});
