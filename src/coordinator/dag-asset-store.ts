import type { AssetName, QueuedAsset } from "../core/asset.ts";
import type { AssetUpdate } from "../core/asset-update.ts";
import type { Sql } from "./ports.ts";

/** What being scheduled on assets adds to a DAG object's tables. */
export const ASSET_STEP = [
  // Every update that arrived, once; `run_id` is the run that took it up, null while it waits.
  `create table asset_update (number integer primary key, key text not null unique, name text not null,
     uri text not null, arrived integer not null, content text not null, run_id text, is_told integer not null default 0)`,
  "create index asset_update_waiting on asset_update (number) where run_id is null",
  "create index asset_update_of_run on asset_update (run_id, number) where run_id is not null",
  "create index asset_update_untold on asset_update (number) where run_id is not null and is_told = 0",
  // Airflow's asset_dag_run_queue: many updates of an asset are one row.
  "create table asset_queue (name text not null, uri text not null, at integer not null, primary key (name, uri)) without rowid",
  `create table asset_alias (alias text not null, name text not null, uri text not null,
     primary key (alias, name, uri)) without rowid`,
] as const;

/** Updates that wait are kept up to so many; of more, the oldest are forgotten. */
const MOST_WAITING = 10_000;

/** A pair of what D1 has to be told: this run took that update up. */
export interface TakenUp {
  readonly number: number;
  readonly key: string;
  readonly runId: string;
}

/** The tables of `ASSET_STEP`; synchronous, nothing is kept in memory. */
export class DagAssetStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** Keeps an update. False when it was told before. */
  add(update: AssetUpdate, arrived: number): boolean {
    const { key, asset, aliases } = update;
    const added = this.#sql.exec(
      "insert into asset_update (key, name, uri, arrived, content) values (?, ?, ?, ?, ?) on conflict do nothing returning 1",
      key,
      asset.name,
      asset.uri,
      arrived,
      JSON.stringify(update),
    );
    if (added.length === 0) return false;
    for (const alias of aliases) this.#addAlias(alias, asset);
    return true;
  }

  #addAlias(alias: string, { name, uri }: AssetName): void {
    const insert = "insert into asset_alias (alias, name, uri) values (?, ?, ?) on conflict do nothing";
    this.#sql.exec(insert, alias, name, uri);
  }

  /** Forgets the oldest of too many that wait. */
  bound(): void {
    this.#sql.exec(
      `delete from asset_update where run_id is null and number <=
         (select number from asset_update where run_id is null order by number desc limit 1 offset ?)`,
      MOST_WAITING,
    );
  }
  /** Forgets what was taken up and told, and arrived before then. */
  prune(before: number): void {
    this.#sql.exec("delete from asset_update where run_id is not null and is_told = 1 and arrived < ?", before);
  }

  /** Lets the asset wait for the next run. A clock that went back makes it wait no earlier. */
  enqueue({ name, uri }: AssetName, at: number): void {
    this.#sql.exec(
      `insert into asset_queue (name, uri, at) values (?, ?, ?)
         on conflict (name, uri) do update set at = max(at, excluded.at)`,
      name,
      uri,
      at,
    );
  }

  /** Assets that wait, the one that has waited longest first. */
  listQueued(): QueuedAsset[] {
    const rows = this.#sql.exec(
      `select name, uri, at, (select json_group_array(alias) from asset_alias a where a.name = q.name and a.uri = q.uri) as aliases
         from asset_queue q order by at, name, uri`,
    );
    return rows.map((row) => ({
      name: String(row["name"]),
      uri: String(row["uri"]),
      at: Number(row["at"]),
      aliases: JSON.parse(String(row["aliases"])) as string[],
    }));
  }

  dequeue(assets: readonly AssetName[]): void {
    for (const { name, uri } of assets) this.#sql.exec("delete from asset_queue where name = ? and uri = ?", name, uri);
  }

  /** The run takes up all that waits and arrived by then. */
  takeUp(runId: string, until: number): void {
    this.#sql.exec("update asset_update set run_id = ? where run_id is null and arrived <= ?", runId, until);
  }

  /** What a run took up, in order; with a limit only the newest. */
  listTaken(runId: string, limit = Number.MAX_SAFE_INTEGER): AssetUpdate[] {
    const rows = this.#sql.exec(
      "select content from asset_update where run_id = ? order by number desc limit ?",
      runId,
      limit,
    );
    return rows.map(readUpdate).toReversed();
  }

  /** Updates that no run has taken up. */
  listWaiting(): AssetUpdate[] {
    return this.#sql.exec("select content from asset_update where run_id is null order by number").map(readUpdate);
  }
  forget(keys: readonly string[]): void {
    for (const key of keys) this.#sql.exec("delete from asset_update where key = ?", key);
  }

  listUntold(limit: number): TakenUp[] {
    const rows = this.#sql.exec(
      "select number, key, run_id from asset_update where run_id is not null and is_told = 0 order by number limit ?",
      limit,
    );
    return rows.map((row) => ({
      number: Number(row["number"]),
      key: String(row["key"]),
      runId: String(row["run_id"]),
    }));
  }
  noteTold(pairs: readonly TakenUp[]): void {
    this.#sql.exec(
      "update asset_update set is_told = 1 where number in (select value from json_each(?))",
      JSON.stringify(pairs.map(({ number }) => number)),
    );
  }
  forgetTold(): void {
    this.#sql.exec("update asset_update set is_told = 0 where run_id is not null");
  }
}

function readUpdate(row: Readonly<Record<string, unknown>>): AssetUpdate {
  return JSON.parse(String(row["content"])) as AssetUpdate;
}
