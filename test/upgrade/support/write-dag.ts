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

async function pass({ desk }: DagUnderTest): Promise<void> {
  await desk.settle();
  desk.now += 1_000;
}

function ignore(): void {
  // It is written down; that the run's object does not answer is what is to be stored.
}
