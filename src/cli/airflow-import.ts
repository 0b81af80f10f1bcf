import type { AirflowConnection, AirflowPool, AirflowVariable } from "./airflow-api.ts";
import type { Work } from "./cli.ts";
import { Failure } from "./failure.ts";
import type { Outcome } from "./outcomes.ts";
import { take } from "./take.ts";

/** What Airflow shows instead of a secret. It is never taken for a value. */
export const MASK = "***";

export interface Copying {
  readonly isRehearsal: boolean;
  /** Gives ours Airflow's fields where they differ; secrets that Airflow hides stay. */
  readonly overwrites: boolean;
}

type Value = string | number | boolean | null | undefined;
type Fields = Readonly<Record<string, Value>>;

/** One thing as Airflow shows it, beside ours. */
interface Item {
  readonly kind: string;
  readonly name: string;
  readonly fields: Fields;
  readonly ours: Readonly<Record<string, unknown>> | undefined;
  /** What Airflow hides, and somebody must fill in. */
  readonly missing: readonly string[];
  readonly create: () => Promise<unknown>;
  readonly change: (mask: readonly string[]) => Promise<unknown>;
}

/** Writes it, unless there is another of its name here. */
async function copyItem(
  { kind, name, fields, ours, missing, create, change }: Item,
  copying: Copying,
): Promise<Outcome> {
  const differing = Object.keys(fields).filter(
    (field) => fields[field] !== undefined && !isSame(fields[field], ours?.[field]),
  );
  const detail = missing.length === 0 ? null : `Airflow hides ${missing.join(" and ")}: set it here`;
  const tell = (outcome: string, more: string | null = detail): Outcome => {
    return { kind, name, outcome, fields: differing, detail: more };
  };
  if (ours !== undefined && differing.length === 0) return tell("unchanged");
  if (ours !== undefined && !copying.overwrites) {
    return tell("left", `ours differs in ${differing.join(", ")}; --overwrite takes Airflow's`);
  }
  if (copying.isRehearsal) return tell(ours === undefined ? "new" : "changed");
  try {
    await (ours === undefined ? create() : change(differing));
    return tell(ours === undefined ? "new" : "changed");
  } catch (error) {
    if (error instanceof Failure && error.code === 1) return tell("refused", error.message);
    throw error;
  }
}

/** No text and an empty one are the same here, and JSON whose fields stand in another order is. */
function isSame(one: Value, other: unknown): boolean {
  const left = one ?? "";
  const right = other ?? "";
  return (
    left === right || (typeof left === "string" && typeof right === "string" && normalize(left) === normalize(right))
  );
}

function normalize(text: string): string {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return text;
    return JSON.stringify(Object.entries(parsed).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  } catch {
    return text;
  }
}

export async function copyPools(work: Work, pools: readonly AirflowPool[], copying: Copying): Promise<Outcome[]> {
  const path = work.client.api.v2.pools;
  const { pools: known } = await take(path.$get({ query: { limit: 1_000 } }));
  const outcomes: Outcome[] = [];
  for (const { name, slots, description, include_deferred } of pools) {
    const isDefault = name === "default_pool";
    const fields = {
      slots,
      ...(isDefault ? {} : { description: description ?? null }),
      include_deferred: include_deferred ?? false,
    };
    const item: Item = {
      kind: "pool",
      name,
      fields,
      ours: known.find((one) => one.name === name && one.team_name === null),
      missing: [],
      create: () => take(path.$post({ json: { name, ...fields } })),
      change: (mask) =>
        take(
          path[":pool_name"].$patch({ param: { pool_name: name }, query: { update_mask: [...mask] }, json: fields }),
        ),
    };
    outcomes.push(await copyItem(item, copying));
  }
  return outcomes;
}

/** A value with a mask anywhere in it is not the value. */
export async function copyVariables(
  work: Work,
  rows: readonly AirflowVariable[],
  copying: Copying,
): Promise<Outcome[]> {
  const path = work.client.api.v2.variables;
  const { variables: known } = await take(path.$get({ query: { limit: 1_000 } }));
  const outcomes: Outcome[] = [];
  for (const { key, value, description } of rows) {
    if (value === null || value === undefined || value.includes(MASK)) {
      const isThere = known.some((one) => one.key === key);
      const detail = isThere
        ? "Airflow hides its value; ours stays"
        : `Airflow hides its value: \`tradewind variables set ${key} …\``;
      outcomes.push({ kind: "variable", name: key, outcome: isThere ? "left" : "needs a secret", fields: [], detail });
      continue;
    }
    const fields = { value, description: description ?? null };
    const item: Item = {
      kind: "variable",
      name: key,
      fields,
      ours: known.find((one) => one.key === key && one.team_name === null),
      missing: [],
      create: () => take(path.$post({ json: { key, ...fields } })),
      change: (mask) =>
        take(
          path[":variable_key"].$patch({
            param: { variable_key: key },
            query: { update_mask: [...mask] },
            json: { key, ...fields },
          }),
        ),
    };
    outcomes.push(await copyItem(item, copying));
  }
  return outcomes;
}

export async function copyConnections(
  work: Work,
  rows: readonly AirflowConnection[],
  copying: Copying,
): Promise<Outcome[]> {
  const path = work.client.api.v2.connections;
  const { connections: known } = await take(path.$get({ query: { limit: 1_000 } }));
  const outcomes: Outcome[] = [];
  for (const row of rows) {
    const { fields, missing: hidden } = readConnection(row);
    const { connection_id, conn_type } = row;
    const ours = known.find((one) => one.connection_id === connection_id && one.team_name === null);
    const missing = hidden.filter((name) => !isFilledIn(ours, name));
    const json = { connection_id, ...fields, conn_type };
    const item: Item = {
      kind: "connection",
      name: connection_id,
      fields: { conn_type, ...fields },
      ours,
      missing,
      create: () => take(path.$post({ json })),
      change: (mask) =>
        take(path[":connection_id"].$patch({ param: { connection_id }, query: { update_mask: [...mask] }, json })),
    };
    const outcome = await copyItem(item, copying);
    const isNeeding = missing.length > 0 && outcome.outcome !== "refused";
    outcomes.push(isNeeding ? { ...outcome, outcome: "needs a secret" } : outcome);
  }
  return outcomes;
}

/** What can be read of a connection, and what Airflow hides of it. */
export function readConnection(row: AirflowConnection) {
  const missing: string[] = [];
  const keep = (name: string, value: string | null | undefined): { readonly [field: string]: string } => {
    if (value === null || value === undefined || value === "") return {};
    if (value.includes(MASK)) missing.push(name);
    return value.includes(MASK) ? {} : { [name]: value };
  };
  const extra = readExtra(row.extra, missing);
  const { description, host, login, schema, port } = row;
  const texts = {
    ...keep("description", description),
    ...keep("host", host),
    ...keep("login", login),
    ...keep("schema", schema),
    ...keep("password", row.password),
  };
  return { fields: { ...texts, ...(port === null || port === undefined ? {} : { port }), ...extra }, missing };
}

/** Whether somebody has given ours what Airflow hides. */
function isFilledIn(ours: Readonly<Record<string, unknown>> | undefined, name: string): boolean {
  if (ours === undefined) return false;
  const [field = "", part] = name.split(/\.(.*)/);
  const value = ours[field];
  if (part === undefined) return typeof value === "string" && value !== "";
  return typeof value === "string" && value.includes(JSON.stringify(part));
}

/** Fields that are hidden are left out, the others stay. */
function readExtra(extra: string | null | undefined, missing: string[]): { readonly extra?: string } {
  if (extra === null || extra === undefined || extra === "" || extra === "{}") return {};
  if (!extra.includes(MASK)) return { extra };
  try {
    const entries = Object.entries(JSON.parse(extra) as Record<string, unknown>);
    const hidden = entries.filter(([, value]) => JSON.stringify(value).includes(MASK));
    missing.push(...hidden.map(([name]) => `extra.${name}`));
    const open = entries.filter((entry) => !hidden.includes(entry));
    return open.length === 0 ? {} : { extra: JSON.stringify(Object.fromEntries(open)) };
  } catch {
    missing.push("extra");
    return {};
  }
}
