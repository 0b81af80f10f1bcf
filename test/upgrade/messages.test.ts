import { describe, expect, it } from "vitest";
import type {
  CancelRun,
  ClearInstances,
  CreateRun,
  MarkInstances,
  PoolAnswer,
  TradeSlots,
} from "../../src/core/objects.ts";
import type {
  FinishReply,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  Leases,
  RunView,
  StartRequest,
  TaskMessage,
} from "../../src/core/protocol.ts";
import type { TriggerRequest } from "../../src/core/views.ts";
import type { RunLink } from "../../src/executors/contract.ts";
import { readMessage } from "../../src/queue-consumer/message.ts";
import { MemorySql } from "../support/world/memory-sql.ts";
import { carry } from "./support/carry.ts";
import { DagUnderTest } from "./support/dag-object.ts";
import { Desk } from "./support/desk.ts";
import { loadStore, readSeen, VERSIONS } from "./support/fixtures.ts";
import { addUnknown } from "./support/future.ts";
import { POOL, PoolUnderTest } from "./support/pool-object.ts";
import { RunUnderTest } from "./support/run-object.ts";
import type { SeenRun } from "./support/see-run.ts";
import { STORED } from "./support/stored-dag.ts";
import { SHIPPED } from "./support/write-dag.ts";

interface Messages {
  readonly taskMessage: TaskMessage;
  readonly startRequest: StartRequest;
  readonly leases: Leases;
  readonly finishRequest: FinishRequest;
  readonly finishReply: FinishReply;
  readonly heartbeatRequest: HeartbeatRequest;
  readonly heartbeatReply: HeartbeatReply;
  readonly createRun: CreateRun;
  readonly triggerRequest: TriggerRequest;
  readonly cancelRun: CancelRun;
  readonly clearInstances: ClearInstances;
  readonly markInstances: MarkInstances;
  readonly tradeSlots: TradeSlots;
  readonly poolAnswer: PoolAnswer;
  readonly runView: RunView;
}

const NO_TIMES = { startedAt: 0, firstStartedAt: 0 };

/*
 * While a deployment spreads, Workers of one release call objects of the other, both ways. What a release says is kept
 * as it said it; the present code must take it, and must take it with fields that only a later one knows.
 */
describe.each(
  VERSIONS.flatMap((version) => [
    { version, words: "as they were", say: <T>(message: T): T => message },
    { version, words: "with unknown fields", say: addUnknown },
  ]),
)("messages of $version $words", ({ version, say }) => {
  const said = readSeen<Messages>(version, "messages");
  const openRun = (): RunUnderTest => {
    const { now, blobs } = readSeen<SeenRun>(version, "run-running");
    return new RunUnderTest(loadStore(version, "run-running"), new Desk(now, blobs, 1_000_000));
  };

  it("are read from the queue", () => {
    expect(readMessage(say(said.taskMessage))).toEqual(said.taskMessage);
  });

  it("start attempts", () => {
    const {
      startedAt: _startedAt,
      firstStartedAt: _firstStartedAt,
      ...kept
    } = { ...NO_TIMES, ...said.leases.leases[0] };
    const [lease] = openRun().carriers.start(say(said.startRequest))?.leases ?? [];
    expect(lease).toMatchObject(kept);
  });

  it("finish attempts, and are handed the next", () => {
    const reply = openRun().carriers.finish(say(said.finishRequest));
    expect(reply?.stale).toEqual(said.finishReply.stale);
    expect(reply?.leases).toHaveLength(said.finishReply.leases.length);
  });

  it("beat", () => {
    expect(openRun().carriers.heartbeat(say(said.heartbeatRequest))).toEqual(said.heartbeatReply);
  });

  it("make a carrier of this release carry out what it is leased and handed", async () => {
    const finished: FinishRequest[] = [];
    const link: RunLink = {
      start: async () => say(said.leases),
      finish: async (request) => {
        finished.push(request);
        const isFirst = finished.length === 1;
        return isFirst ? say(said.finishReply) : { ...said.finishReply, leases: [], values: [] };
      },
      heartbeat: async () => say(said.heartbeatReply),
      readOutputs: async () => [],
    };
    await carry(new Desk(0), link, STORED.graph, said.startRequest.attempts);
    const names = [...said.leases.leases, ...said.finishReply.leases].map(({ taskId, mapIndex }) => [taskId, mapIndex]);
    const done = finished.flatMap(({ finishes }) => finishes);
    expect(names.length).toBeGreaterThan(1);
    expect(done.map(({ taskId, mapIndex }) => [taskId, mapIndex])).toEqual(names);
    expect(done.map(({ outcome }) => outcome.type)).toEqual(names.map(() => "success"));
  });

  it("make a run", async () => {
    const run = new RunUnderTest(new MemorySql(() => undefined), new Desk(0));
    expect(run.actions.create(say(said.createRun))).toMatchObject({ ...said.createRun.identity, state: "running" });
    await run.desk.settle();
    expect(run.desk.messages.map(({ taskId }) => taskId)).toEqual(["first"]);
  });

  it("trigger a run", async () => {
    const dag = new DagUnderTest(loadStore(version, "dag"), new Desk(readSeen<SeenRun>(version, "dag").now), SHIPPED);
    expect(await dag.engine.trigger(say(said.triggerRequest))).toMatchObject({ ok: true, value: { runId: "asked" } });
  });

  it("tell a DAG that a run has ended", async () => {
    const sql = loadStore(version, "dag");
    const dag = new DagUnderTest(sql, new Desk(readSeen<SeenRun>(version, "dag").now), SHIPPED);
    await dag.engine.runChanged(say({ ...said.runView, runId: "live", state: "success" }));
    expect(dag.engine.view()?.liveRuns).not.toContain("live");
  });

  it("clear, mark and cancel", async () => {
    expect(await openRun().actions.clear(say(said.clearInstances))).toMatchObject({ ok: true });
    expect(await openRun().actions.mark(say(said.markInstances))).toMatchObject({ ok: true });
    const run = openRun();
    expect(await run.actions.cancel(say(said.cancelRun))).toMatchObject({ ok: true });
    expect(run.reader.getInstance({ taskId: "waiting", mapIndex: -1 })?.state).toBe("skipped");
  });

  it("trade a pool's slots", async () => {
    const pool = new PoolUnderTest(new MemorySql(() => undefined), new Desk(0), POOL);
    expect(await pool.engine.trade(say(said.tradeSlots))).toEqual(said.poolAnswer);
  });
});
