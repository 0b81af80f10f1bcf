import { z } from "@hono/zod-openapi";
import { role } from "./user.ts";

const date = z.iso.datetime({ offset: true });
const team = z.string().min(1).max(50);
const text = z.string().nullable();
/** Sealed under the passphrase of the export; absent from one without. */
const secret = z.string().optional();

export const sealing = z.object({ kdf: z.literal("scrypt"), n: z.int(), r: z.int(), p: z.int(), salt: z.string() });

export const exportedUser = z.strictObject({
  username: z.string().min(1).max(100),
  team_name: team.nullable(),
  role,
  is_active: z.boolean(),
  created_at: date,
  /** The password's hash; absent for whoever has none, too. */
  secret,
});
export const exportedToken = z.strictObject({
  id: z.string(),
  name: z.string(),
  username: text,
  team_name: team.nullable(),
  role,
  created_at: date,
  expires_at: date.nullable(),
  /** The token's hash. */
  secret,
});
export const exportedPool = z.strictObject({
  team_name: team,
  name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^(?!task:|rate:)/),
  slots: z.int().min(-1),
  description: text,
  include_deferred: z.boolean(),
});
export const exportedVariable = z.strictObject({ team_name: team, key: z.string(), description: text, secret });
export const exportedConnection = z.strictObject({
  team_name: team,
  connection_id: z.string(),
  conn_type: z.string(),
  description: text,
  /** With a password in it, `***` stands for that. */
  host: text,
  login: text,
  schema: text,
  port: z.int().nullable(),
  /** JSON of password, extra and host. */
  secret,
});
export const exportedFavorite = z.strictObject({ username: z.string(), dag_id: z.string() });
export const exportedDag = z.strictObject({ dag_id: z.string(), is_paused: z.boolean() });

const sections = {
  users: z.array(exportedUser),
  tokens: z.array(exportedToken),
  pools: z.array(exportedPool),
  variables: z.array(exportedVariable),
  connections: z.array(exportedConnection),
  dags: z.array(exportedDag),
  favorites: z.array(exportedFavorite),
};
export const exported = z
  .object({ kind: z.literal("tradewind.export"), version: z.literal(1), made_at: date, sealing: sealing.nullable() })
  .extend(sections)
  .openapi("Export");
export type Exported = z.infer<typeof exported>;

const SHORTEST_PASSPHRASE = 12;
const passphrase = z.string().min(SHORTEST_PASSPHRASE).max(1024);
export const exportBody = z.strictObject({ passphrase: passphrase.nullish() }).openapi("ExportBody");

/** Items of one request, at most. */
const AT_MOST = 200;
export const importBody = z
  .strictObject({
    dry_run: z.boolean().default(true),
    passphrase: passphrase.nullish(),
    sealing: sealing.nullish(),
    users: sections.users.max(AT_MOST).default([]),
    tokens: sections.tokens.max(AT_MOST).default([]),
    pools: sections.pools.max(AT_MOST).default([]),
    variables: sections.variables.max(AT_MOST).default([]),
    connections: sections.connections.max(AT_MOST).default([]),
    dags: sections.dags.max(AT_MOST).default([]),
    favorites: sections.favorites.max(AT_MOST).default([]),
  })
  .openapi("ImportBody");
export type ImportBody = z.infer<typeof importBody>;

export const importResult = z.object({
  kind: z.enum(["user", "token", "pool", "variable", "connection", "dag", "favorite"]),
  name: z.string(),
  outcome: z.enum(["new", "changed", "unchanged", "refused"]),
  /** What differs. */
  fields: z.array(z.string()),
  /** Why it was refused, or what is still missing. */
  detail: z.string().nullable(),
});
export const importAnswer = z.object({ dry_run: z.boolean(), results: z.array(importResult) }).openapi("ImportAnswer");
