import { z } from "@hono/zod-openapi";
import {
  type ConnectionChange,
  type ConnectionKey,
  createConnection,
  deleteConnections,
  findConnections,
  listConnections,
  type NewConnection,
  openConnection,
  type StoredConnection,
  updateConnection,
} from "../../store/connection.ts";
import { SecretBox } from "../../store/secret-box.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { dropUndefined, limit, list, offset, orderBy, text, toPage } from "../parameters.ts";
import { Problem } from "../problem.ts";
import { take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { bulkResponse, describeBulk } from "../shapes/bulk.ts";
import {
  connection,
  connectionBody,
  type ConnectionBody,
  connections,
  formatConnection,
  unmaskExtra,
  unmaskHost,
  unmaskPassword,
} from "../shapes/connection.ts";
import { type BulkNoun, runBulk } from "./bulk.ts";
import { readMask } from "./mask.ts";
import { chooseTeam, keepTeam, listMeanings } from "./team.ts";

const PATH = "/api/v2/connections/{connection_id}";
const TAGS = ["Connection"];
const connectionPath = z.object({ connection_id: z.string() });
/** Where other systems are is for those who operate, not for every reader. */
const listRoute = defineRoute("operate", {
  method: "get",
  path: "/api/v2/connections",
  tags: TAGS,
  operationId: "get_connections",
  request: {
    query: z.object({
      limit,
      offset,
      order_by: orderBy("id"),
      connection_id_pattern: text,
      connection_id_prefix_pattern: text,
    }),
  },
  responses: { 200: answerJson(connections), ...BAD_REQUEST, ...REFUSALS },
});
const getRoute = defineRoute("operate", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_connection",
  request: { params: connectionPath },
  responses: { 200: answerJson(connection), ...REFUSALS },
});
const createRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/connections",
  tags: TAGS,
  operationId: "post_connection",
  request: takeJson(connectionBody),
  responses: { 201: answerJson(connection), ...CONFLICT, ...REFUSALS },
});
const bulkRoute = defineRoute("administer", {
  method: "patch",
  path: "/api/v2/connections",
  tags: TAGS,
  operationId: "bulk_connections",
  request: takeJson(describeBulk(connectionBody, "ConnectionBody")),
  responses: { 200: answerJson(bulkResponse), ...REFUSALS },
});
const patchRoute = defineRoute("administer", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "patch_connection",
  request: { params: connectionPath, query: z.object({ update_mask: list }), ...takeJson(connectionBody) },
  responses: { 200: answerJson(connection), ...BAD_REQUEST, ...REFUSALS },
});
const deleteRoute = defineRoute("administer", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "delete_connection",
  request: { params: connectionPath },
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

export type ConnectionsRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof createRoute
  | typeof bulkRoute
  | typeof patchRoute
  | typeof deleteRoute;

export function registerConnections(app: ApiApp): void {
  registerReads(app);
  registerWrites(app);
}

function registerReads(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const asked = context.req.valid("query");
    const { team } = context.var.principal;
    const patterns = { idPattern: asked.connection_id_pattern, idPrefix: asked.connection_id_prefix_pattern };
    const page = take(await listConnections(context.env.DB, { ...toPage(asked), team, ...dropUndefined(patterns) }));
    const box = openBox(context);
    const shown = page.items.slice(0, asked.limit).map(async (stored) => {
      // One that cannot be read does not hide the others; asked for alone, it says why.
      const secrets = await openConnection(box, stored);
      return formatConnection(stored, secrets.ok ? secrets.value : null);
    });
    return context.json({ connections: await Promise.all(shown), total_entries: page.total }, 200);
  });
  app.openapi(getRoute, async (context) => {
    const stored = await loadConnection(context, context.req.valid("param").connection_id);
    return context.json(await format(context, stored), 200);
  });
}

function registerWrites(app: ApiApp): void {
  app.openapi(createRoute, async (context) => {
    const body = context.req.valid("json");
    const key = { team: chooseTeam(context, body.team_name), connectionId: body.connection_id };
    const { team, connectionId } = key;
    await recordAudit(context, { event: "post_connection", team, extra: { connection_id: connectionId } });
    const created = take(await createConnection(context.env.DB, openBox(context), toNew(key, body)));
    return context.json(await format(context, created), 201);
  });
  app.openapi(bulkRoute, async (context) => {
    return context.json(await runBulk(describeNoun(context), context.req.valid("json").actions), 200);
  });
  app.openapi(patchRoute, async (context) => {
    const body = context.req.valid("json");
    const { update_mask } = context.req.valid("query");
    const name = context.req.valid("param").connection_id;
    const stored = await loadConnection(context, name);
    if (body.connection_id !== name && body.connection_id !== stored.connectionId) {
      throw new Problem(400, "The connection_id in the request body does not match the URL parameter");
    }
    return context.json(await format(context, await changeConnection(context, stored, body, update_mask)), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const { team, connectionId } = await loadConnection(context, context.req.valid("param").connection_id);
    await recordAudit(context, { event: "delete_connection", team, extra: { connection_id: connectionId } });
    if ((await deleteConnections(context.env.DB, [{ team, connectionId }])) === 0) {
      throw refuseConnection(connectionId);
    }
    return context.body(null, 204);
  });
}

function toNew({ team, connectionId }: ConnectionKey, body: ConnectionBody): NewConnection {
  const { conn_type: type, description = null, host = null, login = null, schema = null } = body;
  const { port = null, password = null, extra = null } = body;
  return { team, connectionId, type, description, host, login, schema, port, password, extra };
}

async function changeConnection(
  context: ApiContext,
  stored: StoredConnection,
  body: ConnectionBody,
  mask: readonly string[],
): Promise<StoredConnection> {
  const { team, connectionId } = stored;
  const given: Partial<ConnectionBody> = readMask(body, mask, FIELDS);
  keepTeam(context, team, given.team_name);
  const box = openBox(context);
  const change = await readChange(box, stored, given);
  const extra = { connection_id: connectionId, fields: Object.keys(change) };
  await recordAudit(context, { event: "patch_connection", team, extra });
  const updated = take(await updateConnection(context.env.DB, box, { team, connectionId }, change));
  if (updated === null) throw refuseConnection(connectionId);
  return updated;
}

const FIELDS = [
  "connection_id",
  "conn_type",
  "description",
  "host",
  "login",
  "schema",
  "port",
  "password",
  "extra",
  "team_name",
] as const;

async function readChange(
  box: SecretBox,
  stored: StoredConnection,
  given: Partial<ConnectionBody>,
): Promise<ConnectionChange> {
  const { conn_type: type, description, login, schema, port } = given;
  const host = unmaskHost(given.host, stored.host);
  const password = unmaskPassword(given.password);
  const isMasked = given.extra?.includes("***") === true;
  const previous = isMasked ? take(await openConnection(box, stored)).extra : null;
  const extra = isMasked ? unmaskExtra(given.extra ?? "", previous) : given.extra;
  return dropUndefined({ type, description, host, login, schema, port, password, extra });
}

function describeNoun(context: ApiContext): BulkNoun<ConnectionBody> {
  const { DB } = context.env;
  const toKey = ({ team, name }: { team: string; name: string }) => ({ team, connectionId: name });
  return {
    title: "The connections with these connection_ids",
    keyOf: (entity) => {
      const [name, team] = typeof entity === "string" ? [entity, null] : [entity.connection_id, entity.team_name];
      return { team: chooseTeam(context, team), name };
    },
    find: async (keys) => {
      const found = await findConnections(DB, keys.map(toKey));
      return found.map(({ team, connectionId }) => ({ team, name: connectionId }));
    },
    create: async (entities) => {
      const made = entities.map(([key, body]) => toNew(toKey(key), body));
      await auditBulk(context, "create", made);
      const box = openBox(context);
      for (const values of made) take(await createConnection(DB, box, values));
    },
    update: async (key, body, mask) => {
      const [stored] = await findConnections(DB, [toKey(key)]);
      if (stored !== undefined) await changeConnection(context, stored, body, mask);
    },
    remove: async (keys) => {
      await auditBulk(context, "delete", keys.map(toKey));
      await deleteConnections(DB, keys.map(toKey));
    },
  };
}

async function auditBulk(context: ApiContext, action: string, of: readonly ConnectionKey[]): Promise<void> {
  for (const team of new Set(of.map((one) => one.team))) {
    const connection_ids = of.filter((one) => one.team === team).map(({ connectionId }) => connectionId);
    await recordAudit(context, { event: "bulk_connections", team, extra: { action, connection_ids } });
  }
}

/** Outside of the default team a connection is named `team.connection`, as a pool is. */
async function loadConnection(context: ApiContext, name: string): Promise<StoredConnection> {
  const meanings = listMeanings(context, name);
  const keys = meanings.map((meaning) => ({ team: meaning.team, connectionId: meaning.name }));
  const found = await findConnections(context.env.DB, keys);
  const [meant] = keys.flatMap((key) =>
    found.filter((one) => one.team === key.team && one.connectionId === key.connectionId),
  );
  if (meant === undefined) throw refuseConnection(name);
  return meant;
}

async function format(context: ApiContext, stored: StoredConnection) {
  return formatConnection(stored, take(await openConnection(openBox(context), stored)));
}

function openBox(context: ApiContext): SecretBox {
  return new SecretBox(context.env.TRADEWIND_SECRET_KEY);
}

function refuseConnection(id: string): Problem {
  return new Problem(404, `The Connection with connection_id: \`${id}\` was not found`);
}
