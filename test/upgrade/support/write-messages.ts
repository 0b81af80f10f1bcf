import type { FinishRequest, HeartbeatRequest, StartRequest } from "../../../src/core/protocol.ts";
import { returned } from "./hand.ts";
import { describeTrade, POOL, PoolUnderTest } from "./pool-object.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";
import { Desk } from "./desk.ts";
import { describeTrigger } from "./write-dag.ts";
import { describeRequest, writeRunningRun } from "./write-runs.ts";
import { SHORT } from "./stored-dag.ts";

/** What the parts say to each other, as the release that stored a run in its middle says it of that run. */
export async function writeMessages() {
  const { run, hand } = await writeRunningRun();
  const taskMessage = run.desk.messages.find(({ taskId }) => taskId === "waiting");
  const startRequest: StartRequest = { v: 1, carrier: "c4", attempts: [hand.attempt("waiting")] };
  const stopped = run.desk.messages.find(({ taskId }) => taskId === "stopped");
  const beats = [hand.attempt("slow"), { ...hand.attempt("stopped"), token: stopped?.token ?? "" }];
  const heartbeatRequest: HeartbeatRequest = {
    v: 1,
    carrier: "c2",
    attempts: beats.map((attempt) => ({ ...attempt, tryNumber: 1, logs: null })),
  };
  const finishRequest: FinishRequest = {
    v: 1,
    carrier: "c1",
    finishes: [
      hand.describeFinish("limited", { type: "success" }, { ...returned({ rows: 3 }), logs: LINES }),
      hand.describeFinish("pair.first[1]", { type: "success" }, returned(2)),
    ],
    take: 2,
    accepts: ["auto"],
    holding: null,
  };
  const heartbeatReply = run.carriers.heartbeat(heartbeatRequest);
  const leases = run.carriers.start(startRequest);
  const finishReply = run.carriers.finish(finishRequest);
  return {
    taskMessage,
    startRequest,
    leases,
    finishRequest,
    finishReply,
    heartbeatRequest,
    heartbeatReply,
    createRun: describeRequest(SHORT, "created", true),
    triggerRequest: describeTrigger("asked"),
    ...describeActions(),
    ...(await describePool()),
    runView: run.actions.view(),
  };
}

const LINES = { from: 0, lines: [{ at: 0, level: "warning", source: "task", message: "slow disk" } as const] };

function describeActions() {
  const narrow = { upstream: false, downstream: false, dryRun: false, by: "ann" };
  const targets = [{ taskId: "broken", mapIndex: null }];
  return {
    cancelRun: { v: 1, state: "failed", by: "ann" },
    clearInstances: { v: 1, targets, ...narrow, onlyFailed: true, onlyRunning: false, resetRun: true },
    markInstances: { v: 1, targets, ...narrow, state: "success" },
  };
}

async function describePool() {
  const tradeSlots = describeTrade("three", [], ["load|0|1"]);
  const pool = new PoolUnderTest(new MemorySql(() => undefined), new Desk(0), POOL);
  return { tradeSlots, poolAnswer: await pool.engine.trade(tradeSlots) };
}
