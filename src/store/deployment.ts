import { type SQL, sql } from "drizzle-orm";
import type { DagKey } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import { describeTimetable } from "../core/timetable.ts";
import { writeReferences } from "./asset-projection.ts";
import { openStore, prepare } from "./open.ts";
import { deployment, pool } from "./primary-tables.ts";
import { dag, dagVersion, importError } from "./projected-tables.ts";
import { hashSweepMinute } from "./sweep-minute.ts";
import { compareManifest, type KnownDag, type ManifestChange, type ShippedDag } from "./take-up.ts";
import { buildBulkUpsert } from "./upsert.ts";
import { chunkRows } from "./json-rows.ts";

/** What the database last saw of the deployment: manifest taken up, scheduler's tick. Instants are epoch milliseconds. */
export interface Deployment {
  readonly manifestHash: string | null;
  readonly takenUpAt: number | null;
  readonly tickedAt: number | null;
}

/** What taking up a manifest changed; all empty when it had been taken up before. */
export interface TakeUp {
  readonly isChanged: boolean;
  readonly changed: readonly DagKey[];
  readonly stale: readonly DagKey[];
}

/** Null before the first tick or manifest. */
export async function findDeployment(db: D1Database): Promise<Deployment | null> {
  const { manifestHash, takenUpAt, tickedAt } = deployment;
  const row = await openStore(db).select({ manifestHash, takenUpAt, tickedAt }).from(deployment).get();
  return row ?? null;
}

/** Hash of the manifest last taken up, or null before the first. */
export async function findDeployedHash(db: D1Database): Promise<string | null> {
  return (await findDeployment(db))?.manifestHash ?? null;
}

/** Notes that the scheduler ticked; an earlier tick that comes late changes nothing. */
export async function recordTick(db: D1Database, now: number): Promise<void> {
  await openStore(db).run(sql`insert into ${deployment} (id, ticked_at) values (1, ${now})
    on conflict (id) do update set ticked_at = excluded.ticked_at where excluded.ticked_at > ifnull(${deployment.tickedAt}, 0)`);
}

/**
 * Writes what a deployment changed: DAGs, versions and import errors that differ from the rows. A DAG missing from the
 * manifest becomes stale; a broken file keeps the rows of its earlier DAGs. All or nothing, and may be repeated.
 */
export async function takeUpManifest(db: D1Database, manifest: Manifest, now: number): Promise<TakeUp> {
  if ((await findDeployedHash(db)) === manifest.hash) return { isChanged: false, changed: [], stale: [] };
  return writeChange(db, manifest, compareManifest(manifest, await listKnown(db)), now);
}

/** Writes all that a deployment ships, for a database that lost some of it. */
export async function takeUpManifestAgain(db: D1Database, manifest: Manifest, now: number): Promise<TakeUp> {
  const { changed } = compareManifest(manifest, []);
  return writeChange(db, manifest, { ...compareManifest(manifest, await listKnown(db)), changed }, now);
}

async function writeChange(db: D1Database, manifest: Manifest, change: ManifestChange, now: number): Promise<TakeUp> {
  const statements = [
    ...upsertDags(change.changed, now),
    ...insertVersions(change.changed, now),
    ...markDags(change.stale, sql`is_stale = 1, due_at = ${now}`),
    ...markDags(change.broken, sql`has_import_errors = 1`),
    ...replaceErrors(change.errors, now),
    ...writeReferences(change.changed, change.stale, now),
    ...seedPools(change.teams),
    sql`insert into ${deployment} (id, manifest_hash, taken_up_at) values (1, ${manifest.hash}, ${now})
      on conflict (id) do update set manifest_hash = excluded.manifest_hash, taken_up_at = excluded.taken_up_at`,
  ];
  await db.batch(statements.map((statement) => prepare(db, statement)));
  return { isChanged: true, changed: change.changed.map(keyOf), stale: change.stale.map(keyOf) };
}

function keyOf({ team, dagId }: DagKey): DagKey {
  return { team, dagId };
}

function listKnown(db: D1Database): Promise<KnownDag[]> {
  const { team, dagId, file, bundleId, graphHash, isStale, hasImportErrors } = dag;
  return openStore(db).select({ team, dagId, file, bundleId, graphHash, isStale, hasImportErrors }).from(dag);
}

/** A DAG is due at once when its definition changed. Only the first sight of it decides whether it is paused. */
function upsertDags(shipped: readonly ShippedDag[], now: number): SQL[] {
  const key = [dag.team, dag.dagId];
  const first = [dag.sweepMinute, dag.isPaused];
  const definition = [
    dag.displayName,
    dag.description,
    dag.owners,
    dag.tags,
    dag.file,
    dag.timetable,
    dag.timetableSummary,
    dag.maxActiveRuns,
    dag.maxActiveTasks,
    dag.graphHash,
    dag.bundleId,
  ];
  const constants = [
    [dag.isStale, false],
    [dag.hasImportErrors, false],
    [dag.lastParsedAt, now],
    [dag.dueAt, now],
  ] as const;
  return buildBulkUpsert({
    table: dag,
    columns: [...key, ...first, ...definition],
    rows: shipped.map(listDefinition),
    constants,
    key,
    update: [...definition, ...constants.map(([column]) => column)],
    guard: sql`true`,
    overwrite: sql`true`,
  });
}

/** In the order of key, first and definition above. */
function listDefinition({
  team,
  dagId,
  file,
  graphHash,
  bundleId,
  graph,
}: ShippedDag): (string | number | boolean | null)[] {
  return [
    team,
    dagId,
    hashSweepMinute({ team, dagId }),
    graph.isPausedUponCreation,
    graph.displayName,
    graph.description,
    JSON.stringify(graph.owners),
    JSON.stringify(graph.tags),
    file,
    JSON.stringify(graph.timetable),
    describeTimetable(graph.timetable),
    graph.maxActiveRuns,
    graph.maxActiveTasks,
    graphHash,
    bundleId,
  ];
}

/** A definition that comes back keeps the number it had. */
function insertVersions(shipped: readonly ShippedDag[], now: number): SQL[] {
  const rows = shipped.map(({ team, dagId, graphHash, bundleId, graph, source }) => {
    return [team, dagId, graphHash, bundleId, JSON.stringify(graph), source];
  });
  return chunkRows(rows).map(
    (
      chunk,
    ) => sql`insert into ${dagVersion} (team, dag_id, version_number, graph_hash, bundle_id, graph, source, created_at)
      select value ->> 0, value ->> 1, (select ifnull(max(v.version_number), 0) + 1 from ${dagVersion} v where v.team = value ->> 0 and v.dag_id = value ->> 1),
        value ->> 2, value ->> 3, value ->> 4, value ->> 5, ${now}
      from json_each(${chunk}) where true on conflict (team, dag_id, graph_hash, bundle_id) do nothing`,
  );
}

function markDags(keys: readonly DagKey[], set: SQL): SQL[] {
  return chunkRows(keys.map(({ team, dagId }) => [team, dagId])).map(
    (chunk) =>
      sql`update ${dag} set ${set} where (team, dag_id) in (select value ->> 0, value ->> 1 from json_each(${chunk}))`,
  );
}

/** An error that stays as it was keeps its id and its time. */
function replaceErrors(errors: ManifestChange["errors"], now: number): SQL[] {
  const files = JSON.stringify(errors.map(({ file }) => file));
  const columns = [importError.team, importError.file, importError.reasons, importError.stackTrace, importError.source];
  const upserts = buildBulkUpsert({
    table: importError,
    columns,
    rows: errors.map((error) => [
      error.team,
      error.file,
      JSON.stringify(error.errors.map(({ reason }) => reason)),
      error.errors.map(({ message }) => message).join("\n\n"),
      error.source,
    ]),
    constants: [[importError.at, now]],
    key: [importError.file],
    update: [...columns.filter((column) => column !== importError.file), importError.at],
    guard: sql`true`,
    overwrite: sql`excluded.stack_trace <> ${importError.stackTrace} or excluded.source <> ${importError.source}`,
  });
  const obsolete = sql`delete from ${importError} where file not in (select value from json_each(${files}))`;
  return [obsolete, ...upserts];
}

/** Every team has a default pool, without a limit until somebody sets one. */
function seedPools(teams: readonly string[]): SQL[] {
  return teams.map(
    (team) =>
      sql`insert into ${pool} (team, name, slots, description) values (${team}, 'default_pool', -1, 'Default pool') on conflict do nothing`,
  );
}
