import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { runList } from "./list-query.ts";
import type { ListResult, PageRequest } from "./list.ts";
import { matchPattern, matchPrefix } from "./match.ts";
import { openStore, prepare } from "./open.ts";
import { variable } from "./primary-tables.ts";
import type { SecretBox, SecretPlace } from "./secret-box.ts";

export interface VariableKey {
  readonly team: string;
  readonly key: string;
}

/** A variable as it is stored: its value is read with `openVariable`. */
export interface StoredVariable extends VariableKey {
  readonly sealedValue: string;
  readonly description: string | null;
}

export interface NewVariable extends VariableKey {
  /** Plain text; JSON as its text. */
  readonly value: string;
  readonly description: string | null;
}

export type VariableChange = Partial<Omit<NewVariable, keyof VariableKey>>;

export interface VariableFilter extends PageRequest {
  readonly team?: string | null;
  readonly keyPattern?: string;
  readonly keyPrefix?: string;
}

/** Errors: `variable_exists` {variable}; see SecretBox.seal. */
export async function createVariable(
  db: D1Database,
  box: SecretBox,
  { value, ...rest }: NewVariable,
): Promise<Result<StoredVariable, Reason>> {
  const sealed = await box.seal(placeOf(rest), value);
  if (!sealed.ok) return sealed;
  const stored = { ...rest, sealedValue: sealed.value };
  const [created] = await openStore(db).insert(variable).values(stored).onConflictDoNothing().returning();
  return created === undefined ? refuse({ code: "variable_exists", params: { variable: rest.key } }) : succeed(created);
}

/** Creates or replaces all of them, or none. Errors: see SecretBox.seal. */
export async function saveVariables(
  db: D1Database,
  box: SecretBox,
  variables: readonly NewVariable[],
): Promise<Result<null, Reason>> {
  const statements: D1PreparedStatement[] = [];
  for (const { value, ...rest } of variables) {
    const sealed = await box.seal(placeOf(rest), value);
    if (!sealed.ok) return sealed;
    const { team, key, description } = rest;
    statements.push(
      prepare(
        db,
        sql`insert or replace into ${variable} (team, key, sealed_value, description)
          values (${team}, ${key}, ${sealed.value}, ${description})`,
      ),
    );
  }
  if (statements.length > 0) await db.batch(statements);
  return succeed(null);
}

export async function findVariable(db: D1Database, key: VariableKey): Promise<StoredVariable | null> {
  return (await openStore(db).select().from(variable).where(isVariable(key)).get()) ?? null;
}

/** Those of the named ones that exist, in no order. */
export function findVariables(db: D1Database, keys: readonly VariableKey[]): Promise<StoredVariable[]> {
  return openStore(db).select().from(variable).where(isNamed(keys)).all();
}

/** The plain text. Errors: see SecretBox.open. */
export function openVariable(box: SecretBox, stored: StoredVariable): Promise<Result<string, Reason>> {
  return box.open(placeOf(stored), stored.sealedValue);
}

/** Null when there is no such variable. Errors: see SecretBox.seal. */
export async function updateVariable(
  db: D1Database,
  box: SecretBox,
  key: VariableKey,
  { value, ...rest }: VariableChange,
): Promise<Result<StoredVariable | null, Reason>> {
  const sealed = value === undefined ? null : await box.seal(placeOf(key), value);
  if (sealed?.ok === false) return sealed;
  const change = sealed === null ? rest : { ...rest, sealedValue: sealed.value };
  if (Object.values(change).every((field) => field === undefined)) return succeed(await findVariable(db, key));
  const [updated] = await openStore(db).update(variable).set(change).where(isVariable(key)).returning();
  return succeed(updated ?? null);
}

/** How many there were. */
export async function deleteVariables(db: D1Database, keys: readonly VariableKey[]): Promise<number> {
  return (await openStore(db).delete(variable).where(isNamed(keys)).returning({ key: variable.key })).length;
}

/** By key. Orders: key, id, description, team_name. Errors: see ListResult. */
export function listVariables(db: D1Database, filter: VariableFilter): Promise<ListResult<StoredVariable>> {
  const { team = null } = filter;
  const query = {
    table: variable,
    from: sql`${variable}`,
    where: and(
      team === null ? undefined : eq(variable.team, team),
      matchPattern(variable.key, filter.keyPattern),
      matchPrefix(variable.key, filter.keyPrefix),
    ),
    natural: [variable.team, variable.key],
    naturalNames: ["id", "key"],
    isNewestFirst: false,
    orders: {
      description: variable.description,
      team_name: variable.team,
      _val: variable.sealedValue,
      // All are.
      is_encrypted: sql`1`,
    },
    view: (row: StoredVariable) => row,
  };
  return runList(db, query, filter);
}

function placeOf({ team, key }: VariableKey): SecretPlace {
  return { kind: "variable", team, name: key, field: "value" };
}

function isVariable({ team, key }: VariableKey): SQL | undefined {
  return and(eq(variable.team, team), eq(variable.key, key));
}

/** One bound parameter for any number of keys. */
function isNamed(keys: readonly VariableKey[]): SQL {
  const pairs = JSON.stringify(keys.map(({ team, key }) => [team, key]));
  return sql`(${variable.team}, ${variable.key}) in (select value ->> 0, value ->> 1 from json_each(${pairs}))`;
}
