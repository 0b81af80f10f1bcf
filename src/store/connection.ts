import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { matchPattern, matchPrefix } from "./match.ts";
import { openStore } from "./open.ts";
import { connection } from "./primary-tables.ts";
import type { SecretBox, SecretPlace } from "./secret-box.ts";

export interface ConnectionKey {
  readonly team: string;
  readonly connectionId: string;
}

interface OpenFields {
  readonly type: string;
  readonly description: string | null;
  readonly host: string | null;
  readonly login: string | null;
  readonly schema: string | null;
  readonly port: number | null;
}
export interface ConnectionSecrets {
  readonly password: string | null;
  /** JSON text of an object. */
  readonly extra: string | null;
}

/** A connection as it is stored: its secrets are read with `openConnection`. */
export interface StoredConnection extends ConnectionKey, OpenFields {
  readonly sealedPassword: string | null;
  readonly sealedExtra: string | null;
}
export interface NewConnection extends ConnectionKey, OpenFields, ConnectionSecrets {}
export type ConnectionChange = Partial<Omit<NewConnection, keyof ConnectionKey>>;

export interface ConnectionFilter extends PageRequest {
  readonly team?: string | null;
  readonly idPattern?: string;
  readonly idPrefix?: string;
}

/** A connection without secrets needs no key. Errors: `connection_exists` {connection}; see SecretBox.seal. */
export async function createConnection(
  db: D1Database,
  box: SecretBox,
  values: NewConnection,
): Promise<Result<StoredConnection, Reason>> {
  const sealed = await sealSecrets(box, values, values);
  if (!sealed.ok) return sealed;
  const { password: _, extra: __, ...fields } = values;
  const stored = { ...fields, ...sealed.value };
  const [created] = await openStore(db).insert(connection).values(stored).onConflictDoNothing().returning();
  if (created !== undefined) return succeed(created);
  return refuse({ code: "connection_exists", params: { connection: values.connectionId } });
}

/** Adds those that are not there yet; they hold no secrets. */
export async function addConnections(
  db: D1Database,
  connections: readonly Omit<NewConnection, keyof ConnectionSecrets>[],
): Promise<void> {
  if (connections.length === 0) return;
  // Rows of ten columns: D1 binds at most 100 values a statement.
  const [first, ...rest] = chunk(connections, 9).map((rows) =>
    openStore(db)
      .insert(connection)
      .values([...rows])
      .onConflictDoNothing(),
  );
  if (first !== undefined) await openStore(db).batch([first, ...rest]);
}

export async function findConnection(db: D1Database, key: ConnectionKey): Promise<StoredConnection | null> {
  return (await openStore(db).select().from(connection).where(isConnection(key)).get()) ?? null;
}

/** Those of the named ones that exist, in no order. */
export function findConnections(db: D1Database, keys: readonly ConnectionKey[]): Promise<StoredConnection[]> {
  return openStore(db).select().from(connection).where(isNamed(keys)).all();
}

/** What is secret of it. Errors: see SecretBox.open. */
export async function openConnection(
  box: SecretBox,
  stored: StoredConnection,
): Promise<Result<ConnectionSecrets, Reason>> {
  const open = (field: "password" | "extra", sealed: string | null) =>
    sealed === null ? succeed(null) : box.open(placeOf(stored, field), sealed);
  const password = await open("password", stored.sealedPassword);
  if (!password.ok) return password;
  const extra = await open("extra", stored.sealedExtra);
  return extra.ok ? succeed({ password: password.value, extra: extra.value }) : extra;
}

/** Null when there is no such connection. Errors: see SecretBox.seal. */
export async function updateConnection(
  db: D1Database,
  box: SecretBox,
  key: ConnectionKey,
  { password, extra, ...fields }: ConnectionChange,
): Promise<Result<StoredConnection | null, Reason>> {
  const sealed = await sealSecrets(box, key, { password, extra });
  if (!sealed.ok) return sealed;
  const change = { ...fields, ...sealed.value };
  if (Object.values(change).every((field) => field === undefined)) return succeed(await findConnection(db, key));
  const [updated] = await openStore(db).update(connection).set(change).where(isConnection(key)).returning();
  return succeed(updated ?? null);
}

/** How many there were. */
export async function deleteConnections(db: D1Database, keys: readonly ConnectionKey[]): Promise<number> {
  const deleted = await openStore(db).delete(connection).where(isNamed(keys)).returning({ type: connection.type });
  return deleted.length;
}

/** By id. Orders: connection_id, conn_id, id, conn_type, description, host, port, team_name. Errors: see ListResult. */
export function listConnections(db: D1Database, filter: ConnectionFilter): Promise<ListResult<StoredConnection>> {
  const { team = null } = filter;
  const query = {
    table: connection,
    from: sql`${connection}`,
    where: and(
      team === null ? undefined : eq(connection.team, team),
      matchPattern(connection.connectionId, filter.idPattern),
      matchPrefix(connection.connectionId, filter.idPrefix),
    ),
    natural: [connection.team, connection.connectionId],
    naturalNames: ["id", "connection_id", "conn_id"],
    isNewestFirst: false,
    orders: {
      conn_type: connection.type,
      description: connection.description,
      host: connection.host,
      port: connection.port,
      team_name: connection.team,
    },
    view: (row: StoredConnection) => row,
  };
  return runList(db, query, filter);
}

type Sealed = Partial<Pick<StoredConnection, "sealedPassword" | "sealedExtra">>;

/** An absent field stays absent, an empty one is stored as null. */
async function sealSecrets(
  box: SecretBox,
  key: ConnectionKey,
  { password, extra }: { readonly password?: string | null | undefined; readonly extra?: string | null | undefined },
): Promise<Result<Sealed, Reason>> {
  const seal = async (field: "password" | "extra", text: string) =>
    text === "" ? succeed(null) : await box.seal(placeOf(key, field), text);
  const sealedPassword = password === undefined ? null : await seal("password", password ?? "");
  if (sealedPassword?.ok === false) return sealedPassword;
  const sealedExtra = extra === undefined ? null : await seal("extra", extra ?? "");
  if (sealedExtra?.ok === false) return sealedExtra;
  return succeed({
    ...(sealedPassword === null ? {} : { sealedPassword: sealedPassword.value }),
    ...(sealedExtra === null ? {} : { sealedExtra: sealedExtra.value }),
  });
}

function placeOf({ team, connectionId }: ConnectionKey, field: "password" | "extra"): SecretPlace {
  return { kind: "connection", team, name: connectionId, field };
}

function isConnection({ team, connectionId }: ConnectionKey): SQL | undefined {
  return and(eq(connection.team, team), eq(connection.connectionId, connectionId));
}

/** One bound parameter for any number of keys. */
function isNamed(keys: readonly ConnectionKey[]): SQL {
  const pairs = JSON.stringify(keys.map(({ team, connectionId }) => [team, connectionId]));
  return sql`(${connection.team}, ${connection.connectionId}) in (select value ->> 0, value ->> 1 from json_each(${pairs}))`;
}

function chunk<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunk(items.slice(size), size)];
}
