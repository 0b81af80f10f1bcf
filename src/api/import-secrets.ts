import { z } from "zod";
import { createConnection, findConnection, openConnection, updateConnection } from "../store/connection.ts";
import { SecretBox } from "../store/secret-box.ts";
import { findVariable, openVariable, saveVariables } from "../store/variable.ts";
import type { ApiBindings } from "./environment.ts";
import { compare, refuseItem, type Change } from "./import-items.ts";
import { take } from "./reason-status.ts";
import { unmaskHost } from "./shapes/connection.ts";
import type { Exported } from "./shapes/export.ts";

/** What is sealed of a connection, as JSON. */
export const connectionSecrets = z.object({
  password: z.string().nullable(),
  extra: z.string().nullable(),
  host: z.string().nullable(),
});

export async function importVariable(
  env: ApiBindings,
  item: Exported["variables"][number],
  value: string | null,
): Promise<Change> {
  const { team_name: team, key, description } = item;
  const box = new SecretBox(env.TRADEWIND_SECRET_KEY);
  const stored = await findVariable(env.DB, { team, key });
  if (stored === null && value === null) return refuseItem("variable", key, "has no value in this export: set one");
  const known = stored === null ? null : take(await openVariable(box, stored));
  const before = stored === null ? null : { value: known, description: stored.description };
  const apply = async () =>
    take(await saveVariables(env.DB, box, [{ team, key, description, value: value ?? known ?? "" }]));
  const difference = compare(before, { value: value ?? undefined, description });
  return { kind: "variable", name: key, ...difference, detail: null, apply };
}

export async function importConnection(
  env: ApiBindings,
  item: Exported["connections"][number],
  secret: string | null,
): Promise<Change> {
  const { team_name: team, connection_id: connectionId, conn_type: type, description, login, schema, port } = item;
  const box = new SecretBox(env.TRADEWIND_SECRET_KEY);
  const key = { team, connectionId };
  const stored = await findConnection(env.DB, key);
  const opened = secret === null ? null : connectionSecrets.parse(JSON.parse(secret));
  const host = opened === null ? unmaskHost(item.host, stored?.host ?? null) : opened.host;
  const secrets = { password: opened?.password ?? null, extra: opened?.extra ?? null };
  const fields = { type, description, login, schema, port };
  const before = stored === null ? null : { ...stored, ...take(await openConnection(box, stored)) };
  const given = opened === null ? {} : secrets;
  const apply = async () => {
    if (stored === null)
      return take(await createConnection(env.DB, box, { ...key, ...fields, host: host ?? null, ...secrets }));
    const change = { ...fields, ...(host === undefined ? {} : { host }), ...given };
    return take(await updateConnection(env.DB, box, key, change));
  };
  const detail = stored === null && opened === null ? "has neither password nor extra in this export" : null;
  return { kind: "connection", name: connectionId, ...compare(before, { ...fields, host, ...given }), detail, apply };
}
