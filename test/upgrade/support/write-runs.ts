import type { CreateRun } from "../../../src/core/objects.ts";
import type { AttemptFinish, Outcome, RunIdentity } from "../../../src/core/protocol.ts";
import type { Compiled } from "../../../src/sdk/index.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";
import { Desk } from "./desk.ts";
import { Hand, returned } from "./hand.ts";
import { RunUnderTest } from "./run-object.ts";
import { SHORT, STORED } from "./stored-dag.ts";

export const START = Date.UTC(2026, 2, 1, 12);

export interface WrittenRun {
  readonly sql: MemorySql;
  readonly run: RunUnderTest;
  readonly hand: Hand;
}

export function describeRequest({ graph, hash }: Compiled, runId: string, admit: boolean): CreateRun {
  const identity: RunIdentity = {
    team: graph.team,
    dagId: graph.dagId,
    runId,
    logicalDate: START,
    dataInterval: { start: START - 3_600_000, end: START },
    runAfter: START,
    partitionKey: null,
    runType: "manual",
    triggeredBy: "rest_api",
    triggeringUser: "ann",
    conf: { day: "2026-03-01", nested: { list: [1, null, "ä😀"] } },
    graphHash: hash,
    bundleId: "0123456789abcdef0123456789abcdef",
  };
  return { v: 1, identity, graph, note: null, admit };
}

async function begin(compiled: Compiled, runId: string, admit: boolean): Promise<WrittenRun> {
  const sql = new MemorySql(() => undefined);
  const run = new RunUnderTest(sql, new Desk(START));
  run.poolSlots = 1;
  run.actions.create(describeRequest(compiled, runId, admit));
  const hand = new Hand(run);
  await hand.rest();
  return { sql, run, hand };
}

/** Made, and not admitted. */
export function writeQueuedRun(): Promise<WrittenRun> {
  return begin(STORED, "queued", false);
}

const later = { firstStartedAt: START, pokes: 0, resume: null };
const failed = (retryable: boolean): Outcome => {
  return { type: "fail", reason: { code: "author_error", params: { message: "no such column" } }, retryable };
};
const line = (message: string): AttemptFinish["logs"] => {
  return { from: 0, lines: [{ at: START, level: "info", source: "task", message, fields: { rows: 3 } }] };
};

/** In its middle, with an instance in every state there is. */
export async function writeRunningRun(runId = "midway"): Promise<WrittenRun> {
  const written = await begin(STORED, runId, true);
  await writeValues(written);
  await writeDecisions(written);
  await writeWaits(written);
  await writeHeld(written);
  await written.run.actions.setNote("half way");
  await written.hand.rest();
  return written;
}

async function writeValues({ run, hand }: WrittenRun): Promise<void> {
  await hand.perform("open", { type: "success" }, returned(1));
  await hand.perform("items", { type: "success" }, { ...returned([1, 2, 3]), logs: line("three items") });
  await hand.perform("text", { type: "success" }, returned("t".repeat(300)));
  const key = `runs/default/stored/${run.engine.load()?.identity.runId}/xcom/huge.json`;
  run.desk.blobs.set(key, JSON.stringify("h".repeat(1_000)));
  const blob = { at: "blob", key, bytes: 200_002, sha256: "0".repeat(64) } as const;
  await hand.perform("huge", { type: "success" }, { xcoms: [{ key: "return_value", value: blob, length: null }] });
  const event = { asset: { name: "orders", uri: "s3://bucket/orders" }, extra: { rows: 3 }, partitionKey: null };
  await hand.perform("published", { type: "success" }, { events: [event] });
  await hand.perform("pair.first[0]", { type: "success" }, returned(1));
  await hand.perform("work[0]", { type: "success" }, returned(1));
}

async function writeDecisions({ run, hand }: WrittenRun): Promise<void> {
  await hand.perform("size", { type: "success", decision: { kind: "branch", labels: ["many"] } });
  await hand.perform("gate", { type: "success", decision: { kind: "short_circuit", proceed: false } });
  await hand.perform("broken", failed(true), { logs: line("it broke") });
  const targets = [{ taskId: "marked", mapIndex: null }];
  await run.actions.mark({
    v: 1,
    targets,
    state: "success",
    upstream: false,
    downstream: false,
    dryRun: false,
    by: "ann",
  });
  await hand.rest();
}

async function writeWaits({ run, hand }: WrittenRun): Promise<void> {
  await hand.perform("landed", { type: "reschedule", delay: 60_000 });
  await hand.perform("asked", { type: "defer", until: null, event: "answer", resume: { step: 1 } });
  await hand.perform("timed", { type: "defer", until: START + 600_000, event: null, resume: later });
  await hand.perform("flaky", failed(true));
  await hand.perform("work[1]", { type: "retry_after", reason: { code: "busy", params: {} }, delay: 120_000 });
  await hand.perform("again", { type: "success" }, returned("of the first try".repeat(20)));
  await clear(run, "again");
  await hand.rest();
}

/** What carriers hold while the store is closed: one lease of several, one whose carrier is to stop an attempt. */
async function writeHeld({ run, hand }: WrittenRun): Promise<void> {
  await hand.start(["crowded[0]", "limited", "pair.first[1]"], "c1");
  await hand.start(["slow", "stopped"], "c2");
  await hand.start(["again"], "c3");
  await clear(run, "stopped");
  const beat = { ...hand.attempt("slow"), tryNumber: 1, logs: line("still at it") };
  run.carriers.heartbeat({ v: 1, carrier: "c2", attempts: [beat] });
  await hand.rest();
}

async function clear(run: RunUnderTest, taskId: string): Promise<void> {
  const narrow = { upstream: false, downstream: false, onlyFailed: false, onlyRunning: false };
  const targets = [{ taskId, mapIndex: null }];
  await run.actions.clear({ v: 1, targets, ...narrow, resetRun: true, dryRun: false, by: "ann" });
  await run.desk.settle();
}

/** Cancelled while its teardown is still to come. */
export async function writeCancelledRun(): Promise<WrittenRun> {
  const written = await writeRunningRun("cancelled");
  await written.run.actions.cancel({ v: 1, state: "failed", by: "ann" });
  await written.hand.rest();
  return written;
}

/** Over, told everywhere, its log lines in R2. */
export async function writeEndedRun(): Promise<WrittenRun> {
  const written = await begin(SHORT, "ended", true);
  const { run, hand } = written;
  await hand.perform("first", { type: "success" }, { ...returned("f".repeat(300)), logs: line("first of two") });
  await hand.perform("second", { type: "success" }, { ...returned(1), logs: line("second of two") });
  await run.engine.drain();
  await hand.rest();
  return written;
}
