import { dumpSql } from "./dump.ts";
import { writePool } from "./pool-object.ts";
import { seeRun } from "./see-run.ts";
import { BUSY, writeBusyDag, writeDag } from "./write-dag.ts";
import { writeMessages } from "./write-messages.ts";
import { writeCancelledRun, writeEndedRun, writeQueuedRun, writeRunningRun } from "./write-runs.ts";
import type { WrittenRun } from "./write-runs.ts";

/** Files by name: each object's tables as SQL, and beside them what the release that wrote them showed of it. */
export async function writeFixtures(): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const runs: Record<string, () => Promise<WrittenRun>> = {
    queued: writeQueuedRun,
    running: writeRunningRun,
    cancelled: writeCancelledRun,
    ended: writeEndedRun,
  };
  for (const [name, write] of Object.entries(runs)) {
    const { sql, run } = await write();
    files.set(`run-${name}.sql`, dumpSql(sql));
    files.set(`run-${name}.json`, format(await seeRun(run)));
  }
  const { sql, dag } = await writeDag();
  files.set("dag.sql", dumpSql(sql));
  files.set("dag.json", format({ now: dag.desk.now, view: dag.engine.view(), runs: Object.fromEntries(dag.runs) }));
  const { sql: busySql, dag: busy } = await writeBusyDag();
  files.set("dag-busy.sql", dumpSql(busySql));
  const backfill = busy.engine.backfills?.find(BUSY.backfill);
  const seen = { now: busy.desk.now, backfill, bulk: busy.engine.bulks?.find(BUSY.bulk) };
  files.set("dag-busy.json", format({ ...seen, runs: Object.fromEntries(busy.runs) }));
  const { sql: poolSql, pool } = await writePool();
  files.set("pool.sql", dumpSql(poolSql));
  files.set("pool.json", format({ now: pool.desk.now, view: pool.engine.describe() }));
  files.set("messages.json", format(await writeMessages()));
  return files;
}

function format(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
