import { describe, expect, it } from "vitest";
import { LEASE } from "../../../src/core/limits.ts";
import type { TradeSlots } from "../../../src/core/objects.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import type { Mutation } from "../../support/world/mutation.ts";
import { Stage } from "../../support/world/stage.ts";

const CHAIN = createGraph([createTask("a"), createTask("b", { upstream: ["a"] })]);
const PAIR = createGraph([createTask("a"), createTask("b")]);

async function begin(graph = CHAIN): Promise<Stage> {
  const stage = new Stage(graph);
  await stage.trigger();
  await stage.pass(1_000);
  return stage;
}

const keysOf = (leases: { leases: readonly { taskId: string }[] } | null) => leases?.leases.map(({ taskId }) => taskId);

describe("a run", () => {
  it("is made once, however often it is called into being", async () => {
    const stage = await begin();
    const before = await stage.view();
    const again = { v: 1, identity: before, graph: PAIR, note: "other", admit: true, seen: 0 } as const;
    expect(await stage.ask(stage.run(), (parts) => parts.actions.create(again))).toEqual(before);
    expect(await stage.states()).toEqual({ a: "queued", b: "none" });
  });

  it("is in every list soon, also while it waits for its turn", async () => {
    const stage = await begin(createGraph([createTask("a")], { maxActiveRuns: 1 }));
    await stage.trigger({ runId: "second" });
    await stage.pass(1_000);
    expect(stage.world.orgView.runs.get("default/test/second")?.run).toMatchObject({ state: "queued" });
  });

  it("leases an attempt to the first carrier alone, and to that one as often as it asks", async () => {
    const stage = await begin();
    const first = await stage.start("one", ["a"]);
    expect(keysOf(first)).toEqual(["a"]);
    expect(await stage.start("two", ["a"])).toMatchObject({ leases: [], gone: [{ taskId: "a", mapIndex: -1 }] });
    expect((await stage.start("one", ["a"]))?.leases).toEqual(first?.leases);
  });

  it("takes an outcome from the holder under its current token alone, and once", async () => {
    const stage = await begin();
    await stage.start("one", ["a"]);
    const stale = [{ taskId: "a", mapIndex: -1 }];
    expect(await stage.finish("two", "a")).toMatchObject({ stale });
    expect(await stage.finish("one", "a", { token: "other" })).toMatchObject({ stale });
    expect(await stage.states()).toEqual({ a: "running", b: "none" });
    expect(await stage.finish("one", "a")).toMatchObject({ stale: [] });
    const second = { type: "skip", reason: { code: "skip", params: {} } } as const;
    expect(await stage.finish("one", "a", { outcome: second })).toMatchObject({ stale });
    expect(await stage.states()).toMatchObject({ a: "success" });
  });

  it("hands the next attempt over, and hands it over again when the answer was lost", async () => {
    const stage = await begin();
    await stage.start("one", ["a"]);
    const first = await stage.finish("one", "a", { take: 1 });
    expect(keysOf(first)).toEqual(["b"]);
    const again = await stage.finish("one", "a", { take: 1, holding: [] });
    expect(again?.leases).toEqual(first?.leases);
    const known = await stage.finish("one", "a", { take: 1, holding: [{ taskId: "b", mapIndex: -1 }] });
    expect(keysOf(known)).toEqual([]);
  });

  it("sends again, under the same token, what was sent before memory was lost", async () => {
    const stage = await begin();
    const { token } = stage.find("a");
    stage.run().die();
    await stage.ask(stage.run(), (parts) => parts.engine.wake());
    await stage.pass(1_000);
    const sent = stage.sent.map((message) => [message.taskId, message.token]);
    expect(sent).toEqual([
      ["a", token],
      ["a", token],
    ]);
  });

  it("sends a message again that nobody has started for a minute", async () => {
    const stage = await begin();
    expect(stage.sent).toHaveLength(1);
    await stage.pass(61_000);
    expect(stage.sent).toHaveLength(2);
  });

  it("takes attempts from a carrier that is silent for longer than its lease", async () => {
    const stage = await begin(PAIR);
    await stage.start("mute", ["a"]);
    await stage.start("loud", ["b"]);
    for (let beat = 0; beat < 8; beat += 1) {
      await stage.pass(LEASE / 4);
      const attempts = [{ ...stage.find("b"), tryNumber: 1, logs: null }];
      const heartbeat = { v: 1, carrier: "loud", attempts } as const;
      expect(await stage.ask(stage.run(), (parts) => parts.carriers.heartbeat(heartbeat))).toMatchObject({ stop: [] });
    }
    expect(await stage.states()).toEqual({ a: "failed", b: "running" });
    expect((await stage.instances()).find(({ taskId }) => taskId === "a")?.reason).toMatchObject({
      code: "lost_heartbeat",
    });
    expect(await stage.finish("mute", "a")).toMatchObject({ stale: [{ taskId: "a" }] });
  });

  it("tells a carrier to stop what was cleared under it, and takes nothing of it any more", async () => {
    const stage = await begin(PAIR);
    const old = { a: stage.find("a"), b: stage.find("b") };
    await stage.start("one", ["a", "b"]);
    await stage.clear("a");
    const attempts = [old.a, old.b].map((attempt) => ({ ...attempt, tryNumber: 1, logs: null }));
    const heartbeat = { v: 1, carrier: "one", attempts } as const;
    const reply = await stage.ask(stage.run(), (parts) => parts.carriers.heartbeat(heartbeat));
    expect(reply.stop).toEqual([{ taskId: "a", mapIndex: -1 }]);
    expect(await stage.finish("one", "a", { token: old.a.token })).toMatchObject({ stale: [{ taskId: "a" }] });
  });

  it("does not do what it could not write down, and tells nobody of it", async () => {
    const disk = { isFull: false };
    const stage = new Stage(PAIR, { mutation: fillDisk(disk) });
    await stage.trigger();
    await stage.pass(100);
    disk.isFull = true;
    await expect(stage.start("one", ["a"])).rejects.toThrow("full");
    disk.isFull = false;
    expect(await stage.states()).toEqual({ a: "queued", b: "queued" });
    await stage.pass(5_000);
    const rows = stage.world.orgView.runs.get("default/test/r");
    expect([...(rows?.instances.values() ?? [])].map(({ view }) => view.state)).toEqual(["queued", "queued"]);
  });
});

describe("a run with many instances", () => {
  it("tells D1 of them in bites, with its own row when all are told, and again from where a bite failed", async () => {
    const tasks = Array.from({ length: 2_500 }, (_, index) => createTask(`t${index}`));
    const told: (readonly [instances: number, isLast: boolean])[] = [];
    const stage = new Stage(createGraph(tasks), { mutation: watchSink(told, 1) });
    await stage.trigger();
    await stage.pass(LEASE + 1_000);
    expect(told).toEqual([
      [1_000, false],
      [1_000, false],
      [1_000, false],
      [500, true],
    ]);
    expect(stage.world.orgView.runs.get("default/test/r")?.instances.size).toBe(2_500);
  });
});

/** Notes what is told to D1, and lets the write with that index fail. */
function watchSink(told: (readonly [number, boolean])[], failing: number): Mutation {
  return {
    runEdges: (edges) => ({
      ...edges,
      sink: {
        ...edges.sink,
        async write(run, instances, isLast) {
          told.push([instances.length, isLast]);
          if (told.length === failing + 1) throw new Error("D1 is away");
          await edges.sink.write(run, instances, isLast);
        },
      },
    }),
  };
}

/** A run's journal that takes no more rows while the disk is full. */
function fillDisk(disk: { readonly isFull: boolean }): Mutation {
  return {
    ports: (ports, kind) => ({
      ...ports,
      sql: {
        exec: (query, ...bindings) => {
          if (kind === "run" && disk.isFull && query.startsWith("insert into journal")) throw new Error("full");
          return ports.sql.exec(query, ...bindings);
        },
        transact: (body) => ports.sql.transact(body),
      },
    }),
  };
}

describe("what the world loses", () => {
  it("is no alarm for ever: the next event arms another", async () => {
    const stage = await begin();
    const run = stage.run();
    await stage.pass(40_000);
    run.alarm = null;
    await stage.pass(35_000);
    await stage.ask(run, (parts) => parts.actions.setNote("seen"));
    expect(run.alarm).not.toBeNull();
  });

  it("is no slot: one taken by a call that came after all was given back is free again when its pool asks", async () => {
    const { stage, trades } = await beginPooled(true);
    await stage.start("one", ["a"]);
    await stage.finish("one", "a");
    await stage.pass(1_000);
    expect(await comeLate(stage, trades)).toEqual([1, 0]);
  });

  it("is no slot: one asked for before memory was lost, of which the journal says nothing, is free again, too", async () => {
    const { stage, trades } = await beginPooled(false);
    await stage.ask(stage.run(), (parts) => parts.actions.cancel({ v: 1, state: "failed", by: "ann" }));
    stage.run().die();
    expect(await comeLate(stage, trades)).toEqual([1, 0]);
  });
});

/** A run whose task waits at a pool; its calls to the pool are kept, and get through or not. */
async function beginPooled(isReached: boolean): Promise<{ stage: Stage; trades: TradeSlots[] }> {
  const trades: TradeSlots[] = [];
  const mutation: Mutation = {
    runEdges: ({ peers, ...edges }) => {
      const tradeSlots: typeof peers.tradeSlots = (pool, request) => {
        trades.push(request);
        const isLost = !isReached && trades.length === 1;
        return isLost ? new Promise(() => undefined) : peers.tradeSlots(pool, request);
      };
      return { ...edges, peers: { ...peers, tradeSlots } };
    },
  };
  const graph = createGraph([createTask("a", { pool: "p" })]);
  const stage = new Stage(graph, { pools: { p: { slots: 1, includeDeferred: false } }, mutation });
  await stage.trigger();
  await stage.pass(1_000);
  return { stage, trades };
}

/** The first call comes once more, late. Slots it takes, and those still taken when the pool has asked. */
async function comeLate(stage: Stage, [first]: readonly TradeSlots[]): Promise<number[]> {
  const pool = stage.world.pool("p");
  if (first === undefined) throw new Error("The run asked for nothing");
  await stage.ask(pool, (engine) => engine.trade(first));
  const taken = pool.engine().describe().held;
  await stage.pass(120_000);
  return [taken, pool.engine().describe().held];
}

describe("a run's log", () => {
  const lines = (...messages: string[]) =>
    messages.map((message) => ({ at: 0, level: "info", source: "task", message }) as const);
  const readAll = async (stage: Stage) =>
    (await stage.ask(stage.run(), (parts) => parts.reader.readLog({ taskId: "a", mapIndex: -1 }, 1, 0)))?.lines;
  const beat = (stage: Stage, from: number, ...messages: string[]) => {
    const attempts = [{ ...stage.find("a"), tryNumber: 1, logs: { from, lines: lines(...messages) } }];
    return stage.ask(stage.run(), (parts) => parts.carriers.heartbeat({ v: 1, carrier: "one", attempts }));
  };

  it("has each line once, however often it is sent, and loses none that comes with repeated ones", async () => {
    const stage = await begin();
    await stage.start("one", ["a"]);
    await beat(stage, 0, "1", "2");
    await beat(stage, 0, "1", "2", "3");
    await beat(stage, 0, "1", "2");
    await beat(stage, 2, "3", "4");
    expect(await readAll(stage)).toEqual(lines("1", "2", "3", "4"));
  });

  it("goes on after a deferral where it stood before", async () => {
    const stage = await begin();
    await stage.start("one", ["a"]);
    await beat(stage, 0, "1", "2");
    const outcome = { type: "defer", until: stage.world.loop.now + 1_000, event: null, resume: null } as const;
    await stage.finish("one", "a", { outcome });
    await stage.pass(5_000);
    const resumed = await stage.start("two", ["a"]);
    expect(resumed?.leases).toMatchObject([{ taskId: "a", tryNumber: 1, logFrom: 2 }]);
  });
});

describe("a deleted run", () => {
  it("leaves a tombstone for an hour and then nothing, and nothing late brings it back", async () => {
    const stage = await begin();
    const attempt = stage.find("a");
    await stage.start("one", ["a"]);
    await stage.pass(2_000);
    const run = stage.run();
    const header = await stage.ask(run, (parts) => parts.engine.store.readHeader());
    if (header === null) throw new Error("The run was not made");
    expect(await stage.ask(stage.dag(), (engine) => engine.deleteRun("r"))).toMatchObject({ ok: true });
    const attempts = [{ ...attempt, tryNumber: 1, logs: { from: 0, lines: [] } }];
    const late = { v: 1, carrier: "one", attempts } as const;
    expect(await stage.ask(run, (parts) => parts.carriers.heartbeat(late))).toMatchObject({ stop: [{ taskId: "a" }] });
    expect(await stage.start("two", ["a"])).toBeNull();
    expect(await stage.finish("one", "a")).toBeNull();
    expect(await stage.ask(run, (parts) => parts.engine.wake())).toBeNull();
    await stage.ask(run, (parts) => parts.actions.grantSlots(["a|-1|1|0"]));
    await expect(stage.ask(run, (parts) => parts.actions.create(header))).rejects.toThrow("deleted");
    await stage.pass(120_000);
    expect(run.sql.exec("select name from sqlite_master")).toEqual([{ name: "tombstone" }]);
    await stage.pass(3_600_000);
    expect(run.sql.isEmpty()).toBe(true);
    expect(run.alarm).toBeNull();
    expect([...stage.world.bucket.objects.keys()]).toEqual([]);
    expect([...stage.world.orgView.runs.keys()]).toEqual([]);
    expect(await stage.trigger()).toMatchObject({ ok: false, error: { code: "run_id_taken" } });
  });
});
