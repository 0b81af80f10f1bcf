import { packCells } from "../../src/core/cells.ts";
import { SEED, SPECIAL } from "./seed-dags.ts";

/** As much of a D1 database as seeding needs. */
export interface Database {
  prepare(query: string): { bind(...values: unknown[]): { run(): Promise<unknown> } };
}

const DAY = 86_400_000;
const RUNS = { ofEach: 25, wide: 25, huge: 50 } as const;

/**
 * Writes what ran in the days before `now` straight into the lists' database: 25 runs of each DAG, the failed ones more
 * than a day old. They can be listed and shown in a grid; only runs that the product itself makes can be opened.
 */
export async function seedHistory(db: Database, now: number): Promise<void> {
  await db.prepare(SMALL).bind(RUNS.ofEach, now).run();
  const wide = SEED.groups * SEED.tasksOfGroup;
  for (let run = 0; run < RUNS.wide; run += 1) await insertRun(db, SPECIAL.wide, paint(wide, run), { run, now });
  for (let run = 0; run < RUNS.huge; run += 1)
    await insertRun(db, SPECIAL.huge, paint(SEED.manyRows, run), { run, now });
  await insertRun(db, SPECIAL.large, paint(SEED.largeGraph, 1), { run: 0, now });
}

const COLUMNS = `team, dag_id, run_id, state, run_type, triggered_by, logical_date, run_after, conf, graph_hash, bundle_id,
  queued_at, started_at, ended_at, clear_number, cells, seq`;

const IS_FAILED = "(n.i > 4 and (n.i + d.rowid) % 17 = 0)";
const AFTER = `cast(?2 as integer) - n.i * ${DAY / 4} - d.rowid * 60000`;
const SMALL = `with recursive n (i) as (select 1 union all select i + 1 from n where i < cast(?1 as integer))
  insert into dag_run (${COLUMNS})
  select d.team, d.dag_id, 'scheduled__' || strftime('%Y-%m-%dT%H:%M:%SZ', (${AFTER}) / 1000, 'unixepoch'),
    iif(${IS_FAILED}, 'failed', 'success'), 'scheduled', 'timetable', ${AFTER}, ${AFTER}, '{}', d.graph_hash, d.bundle_id,
    ${AFTER}, ${AFTER} + 40, ${AFTER} + 4000 + (n.i * 7919 + d.rowid * 104729) % 9000, 0, iif(${IS_FAILED}, 's2fu', 's4'), 20
  from dag as d, n where d.team <> 'default'`;

interface When {
  readonly run: number;
  readonly now: number;
}

async function insertRun(db: Database, dagId: string, cells: string, { run, now }: When): Promise<void> {
  const after = now - 2 * DAY - run * 3_600_000;
  const state = cells.includes("f") ? "failed" : "success";
  const query = `insert into dag_run (${COLUMNS})
    select team, dag_id, ?2, ?3, 'manual', 'rest_api', null, ?4, '{}', graph_hash, bundle_id, ?4, ?4 + 50, ?4 + 60000 + ?5, 0, ?6, 20
    from dag where dag_id = ?1`;
  const values = [dagId, `manual__${new Date(after).toISOString()}`, state, after, (run * 7919) % 60_000, cells];
  await db
    .prepare(query)
    .bind(...values)
    .run();
}

/** States of a run's tasks, here and there a failed one and what waited for it. */
function paint(tasks: number, run: number): string {
  const letters = Array.from({ length: tasks }, (_, at) => {
    const place = (at + run * 37) % 97;
    if (run % 3 === 0 && place === 13) return "f";
    return place === 40 ? "k" : "s";
  });
  return packCells({ letters, mapped: new Map() });
}
