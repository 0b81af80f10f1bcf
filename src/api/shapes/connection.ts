import { z } from "@hono/zod-openapi";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { isFields, MASK, redact, restore } from "../../core/sensitive.ts";
import type { ConnectionSecrets, StoredConnection } from "../../store/connection.ts";

export const connection = z
  .object({
    connection_id: z.string(),
    conn_type: z.string(),
    description: z.string().nullable(),
    host: z.string().nullable(),
    login: z.string().nullable(),
    schema: z.string().nullable(),
    port: z.int().nullable(),
    password: z.string().nullable(),
    extra: z.string().nullable(),
    team_name: z.string().nullable(),
  })
  .openapi("ConnectionResponse");
export const connections = z
  .object({ connections: z.array(connection), total_entries: z.int() })
  .openapi("ConnectionCollectionResponse");

const text = z.string().nullish();
const extra = text.refine((value) => isEmpty(value) || readExtra(value) !== null, {
  message: "The `extra` field must be a valid JSON object (e.g., {'key': 'value'})",
});
const fields = {
  connection_id: z
    .string()
    .max(200)
    .regex(/^[\p{L}\p{N}_.-]+$/u),
  conn_type: z.string().min(1).max(200),
  description: text,
  host: text,
  login: text,
  schema: text,
  port: z.int().nullish(),
  password: text,
  extra,
  team_name: z.string().max(50).nullish(),
};
export const connectionBody = z.strictObject(fields).openapi("ConnectionBody");
export type ConnectionBody = z.infer<typeof connectionBody>;

export const testBody = z
  .strictObject({
    ...fields,
    commit_on_success: z.boolean().default(false),
    executor: text,
    queue: text,
  })
  .openapi("ConnectionTestRequestBody");
export const testResponse = z.object({ status: z.boolean(), message: z.string() }).openapi("ConnectionTestResponse");
export const testQueued = z
  .object({ token: z.string(), connection_id: z.string(), state: z.string() })
  .openapi("ConnectionTestQueuedResponse");
export const testState = z
  .object({
    token: z.string(),
    connection_id: z.string(),
    state: z.string(),
    result_message: z.string().nullish(),
    created_at: z.string(),
  })
  .openapi("AsyncConnectionTestResponse");

/** `secrets` is null when they cannot be read; then what there is shows as `***`. */
export function formatConnection(
  stored: StoredConnection,
  secrets: ConnectionSecrets | null,
): z.infer<typeof connection> {
  const { connectionId, type, description, host, login, schema, port, team } = stored;
  const extraText = secrets === null ? stored.sealedExtra && MASK : hideExtra(secrets.extra);
  return {
    connection_id: connectionId,
    conn_type: type,
    description,
    host: host === null ? null : hideUserInfo(host),
    login,
    schema,
    port,
    password: stored.sealedPassword === null ? null : MASK,
    extra: extraText,
    team_name: team === DEFAULT_TEAM ? null : team,
  };
}

/** An extra that hides nothing keeps its spelling. */
function hideExtra(value: string | null): string | null {
  const parsed = readExtra(value);
  if (parsed === null) return value === null ? null : MASK;
  const shown = JSON.stringify(redact(parsed));
  return shown === JSON.stringify(parsed) ? value : shown;
}

/** A password within a URL is one, too. */
function hideUserInfo(host: string): string {
  return host.replace(/(\/\/[^/:@]*):[^/@]+@/, `$1:${MASK}@`);
}

/** What a host means that may come from a form which showed the previous one masked: undefined leaves it. */
export function unmaskHost(host: string | null | undefined, previous: string | null): string | null | undefined {
  return previous !== null && host !== previous && host === hideUserInfo(previous) ? undefined : host;
}

/** The same of a password. */
export function unmaskPassword(password: string | null | undefined): string | null | undefined {
  return password === MASK ? undefined : password;
}

/** The same of an extra, field by field. */
export function unmaskExtra(value: string, previous: string | null): string {
  const next = readExtra(value);
  const before = readExtra(previous);
  if (next === null || before === null) return value;
  const restored = JSON.stringify(restore(next, before));
  return restored === JSON.stringify(next) ? value : restored;
}

function isEmpty(value: string | null | undefined): value is null | undefined | "" {
  return value === null || value === undefined || value === "";
}

/** The object that an extra's text holds, else null. */
function readExtra(value: string | null | undefined): { readonly [key: string]: Json } | null {
  if (isEmpty(value)) return null;
  try {
    const parsed = JSON.parse(value) as Json;
    return isFields(parsed) ? parsed : null;
  } catch {
    return null;
  }
}
