import type { TriggerRequest } from "../../../src/core/views.ts";
import { MemorySql } from "../../support/world/memory-sql.ts";
import { DagUnderTest } from "./dag-object.ts";
import { Desk } from "./desk.ts";
import { STORED } from "./stored-dag.ts";

const START = Date.UTC(2026, 2, 1, 0, 30);
export const SHIPPED = { ...STORED, bundleId: "0123456789abcdef0123456789abcdef" };

export function describeTrigger(runId: string): TriggerRequest {
  return {
    v: 1,
    runId,
    logicalDate: null,
    dataInterval: null,
    runAfter: null,
    conf: { day: "2026-03-01" },
    note: "by hand",
    partitionKey: null,
    triggeredBy: "rest_api",
    triggeringUser: "ann",
  };
}

export interface WrittenDag {
  readonly sql: MemorySql;
  readonly dag: DagUnderTest;
}

/** A DAG with a run at every stage, at its limit of two running. */
export async function writeDag(): Promise<WrittenDag> {
  const sql = new MemorySql(() => undefined);
  const dag = new DagUnderTest(sql, new Desk(START), SHIPPED);
  const { engine, desk } = dag;
  await engine.advance();
  await pass(dag);
  const [slot = ""] = dag.runs.keys();
  await engine.runChanged(dag.say(slot, "success"));
  dag.rested.add(slot);
  await engine.advance();
  for (const runId of ["ending", "buried", "doomed", "live"]) {
    await engine.trigger(describeTrigger(runId));
    await pass(dag);
    if (runId === "ending") await engine.runChanged(dag.say(runId, "failed"));
    if (runId === "buried") await engine.deleteRun(runId);
  }
  await engine.trigger({ ...describeTrigger("waiting"), runAfter: desk.now + 3_600_000 });
  dag.silent.add("doomed").add("accepted");
  await engine.deleteRun("doomed").catch(ignore);
  await engine.trigger(describeTrigger("live_too"));
  await engine.trigger({ ...describeTrigger("accepted"), logicalDate: START - 86_400_000 }).catch(ignore);
  await pass(dag);
  return { sql, dag };
}

const HOUR = 3_600_000;
const BY = "ann";
export const BUSY = { backfill: 7, bulk: "held by many" } as const;

/** A DAG in the midst of what it does by itself: a backfill that is paused with two of its six runs made, and a bulk. */
export async function writeBusyDag(): Promise<WrittenDag> {
  const sql = new MemorySql(() => undefined);
  const dag = new DagUnderTest(sql, new Desk(START), SHIPPED);
  const { engine } = dag;
  await engine.setPaused(true, { by: BY, reason: null });
  await engine.setPaused(false);
  const range = { from: START - 12 * HOUR, to: START - 6 * HOUR };
  const how = { reprocess: "failed", reverse: false, maxActiveRuns: 2, conf: { day: "2026-02-28" } } as const;
  engine.backfills?.create({ v: 1, id: BUSY.backfill, spec: { ...range, ...how, onLatestVersion: true }, by: BY });
  await engine.advance();
  await pass(dag);
  engine.backfills?.control({ v: 1, id: BUSY.backfill, action: "pause", by: BY });
  const runIds = [...dag.runs.keys()];
  runIds.slice(1).forEach((runId) => dag.silent.add(runId));
  const deed = { kind: "hold" } as const;
  engine.bulks?.create({ v: 1, id: BUSY.bulk, deed, onLatestVersion: false, runIds: [...runIds, "nobody"], by: BY });
  await engine.advance().catch(ignore);
  await dag.desk.settle().catch(ignore);
  return { sql, dag };
}

async function pass({ desk }: DagUnderTest): Promise<void> {
  await desk.settle();
  desk.now += 1_000;
}

function ignore(): void {
  // It is written down; that the run's object does not answer is what is to be stored.
}
