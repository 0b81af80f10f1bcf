import { and, type Column, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Reason } from "../core/reason.ts";
import { type Result, succeed } from "../core/result.ts";
import { openStore, prepare } from "./open.ts";
import { connection, variable } from "./primary-tables.ts";
import { prefixOfKey, type SecretBox, type SecretPlace } from "./secret-box.ts";

export interface Rotation {
  /** Texts that were encrypted anew. */
  readonly rotated: number;
  /** Texts of other keys than the first, those that do not open included. */
  readonly left: number;
  /** What does not open, as `variable "name" of team "team"`. */
  readonly unreadable: readonly string[];
}

interface SealedColumn {
  readonly table: SQLiteTable;
  readonly team: Column;
  readonly name: Column;
  readonly sealed: Column;
  readonly kind: SecretPlace["kind"];
  readonly field: SecretPlace["field"];
}

/** Every column that holds sealed texts. */
const SEALED: readonly SealedColumn[] = [
  {
    table: variable,
    team: variable.team,
    name: variable.key,
    sealed: variable.sealedValue,
    kind: "variable",
    field: "value",
  },
  {
    table: connection,
    team: connection.team,
    name: connection.connectionId,
    sealed: connection.sealedPassword,
    kind: "connection",
    field: "password",
  },
  {
    table: connection,
    team: connection.team,
    name: connection.connectionId,
    sealed: connection.sealedExtra,
    kind: "connection",
    field: "extra",
  },
];

/** Texts read at once; each may be above 1 MB. */
const PAGE = 20;
/** Pages of one call: an invocation has a limit of calls to D1. */
const MOST_PAGES = 50;

/**
 * Encrypts anew, with the first key of the ring, what another key of it has encrypted; to be called until `left` counts
 * only what is unreadable. A text that is written at the same time keeps what was written. `team` null: of every team.
 * Errors: see readSecretKeys.
 */
export async function rotateSecrets(
  db: D1Database,
  box: SecretBox,
  team: string | null,
): Promise<Result<Rotation, Reason>> {
  const keyId = await box.keyId();
  if (!keyId.ok) return keyId;
  const unreadable: string[] = [];
  let [rotated, left, pages] = [0, 0, 0];
  for (const column of SEALED) {
    let skipped = 0;
    for (; pages < MOST_PAGES; pages += 1) {
      const page = await readOthers(db, column, keyId.value, team, skipped);
      if (page.length === 0) break;
      const done = await rotatePage(db, box, column, page);
      rotated += done.rotated;
      skipped += done.unreadable.length;
      unreadable.push(...done.unreadable);
    }
    left += await countOthers(db, column, keyId.value, team);
  }
  return succeed({ rotated, left, unreadable: [...new Set(unreadable)] });
}

interface Row {
  readonly team: string;
  readonly name: string;
  readonly sealed: string;
}

/** Those that do not open stay behind in their order, so skipping as many goes on where the last page ended. */
async function readOthers(
  db: D1Database,
  column: SealedColumn,
  keyId: string,
  team: string | null,
  skipped: number,
): Promise<readonly Row[]> {
  const { table, name, sealed } = column;
  const query = sql`select ${column.team} as team, ${name} as name, ${sealed} as sealed from ${table}
    where ${isOther(column, keyId, team)} order by ${column.team}, ${name} limit ${PAGE} offset ${skipped}`;
  return (await prepare(db, query).all<Row>()).results;
}

async function countOthers(db: D1Database, column: SealedColumn, keyId: string, team: string | null): Promise<number> {
  const counted = sql<number>`count(*)`;
  const [row] = await openStore(db)
    .select({ count: counted })
    .from(column.table)
    .where(isOther(column, keyId, team));
  return row?.count ?? 0;
}

async function rotatePage(db: D1Database, box: SecretBox, column: SealedColumn, page: readonly Row[]) {
  const { table, kind, field, sealed } = column;
  const unreadable: string[] = [];
  const updates: D1PreparedStatement[] = [];
  for (const row of page) {
    const place = { kind, team: row.team, name: row.name, field };
    const text = await box.open(place, row.sealed);
    const anew = text.ok ? await box.seal(place, text.value) : text;
    if (!anew.ok) {
      unreadable.push(`${kind} "${row.name}" of team "${row.team}"`);
      continue;
    }
    const isSame = sql`${column.team} = ${row.team} and ${column.name} = ${row.name} and ${sealed} = ${row.sealed}`;
    updates.push(prepare(db, sql`update ${table} set ${sql.identifier(sealed.name)} = ${anew.value} where ${isSame}`));
  }
  const results = updates.length === 0 ? [] : await db.batch(updates);
  return { unreadable, rotated: results.filter(({ meta }) => meta.changes > 0).length };
}

function isOther({ team: teamColumn, sealed }: SealedColumn, keyId: string, team: string | null): SQL | undefined {
  const prefix = prefixOfKey(keyId);
  return and(
    isNotNull(sealed),
    sql`substr(${sealed}, 1, ${prefix.length}) <> ${prefix}`,
    team === null ? undefined : eq(teamColumn, team),
  );
}
