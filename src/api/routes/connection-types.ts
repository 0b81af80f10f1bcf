import { z } from "@hono/zod-openapi";
import { CONNECTION_TYPES, type ConnectionType } from "../../core/connection.ts";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import { addConnections } from "../../store/connection.ts";
import { recordAudit } from "../audit.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";

const form = {
  title: z.string(),
  placeholder: z.string().nullable(),
  is_required: z.boolean(),
};
const connectionType = z
  .object({
    conn_type: z.string(),
    title: z.string(),
    /** Standard fields that it has no use for are left out. */
    fields: z.record(z.string(), z.object(form)),
    extra_fields: z.record(z.string(), z.object({ ...form, type: z.string(), is_secret: z.boolean() })),
  })
  .openapi("ConnectionTypeResponse");

const typesRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/connectionTypes",
  tags: ["Extensions"],
  operationId: "get_connection_types",
  responses: { 200: answerJson(z.object({ connection_types: z.array(connectionType) })), ...REFUSALS },
});
const defaultsRoute = defineRoute("administer", {
  method: "post",
  path: "/api/v2/connections/defaults",
  tags: ["Connection"],
  operationId: "create_default_connections",
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

/** Where a first use of each type may begin; none holds a secret. */
const DEFAULT_HOSTS: Readonly<Record<Exclude<keyof typeof CONNECTION_TYPES, "generic">, string>> = {
  http: "https://example.com",
  d1: "DB",
  postgres: "postgres",
  mysql: "mysql",
  s3: "https://s3.amazonaws.com",
  slack: "https://slack.com/api",
};

export type ConnectionTypesRoutes = typeof typesRoute | typeof defaultsRoute;

export function registerConnectionTypes(app: ApiApp): void {
  app.openapi(typesRoute, (context) => {
    const types = Object.entries(CONNECTION_TYPES).map(([name, type]) => formatType(name, type));
    return Promise.resolve(context.json({ connection_types: types }, 200));
  });
  app.openapi(defaultsRoute, async (context) => {
    const team = context.var.principal.team ?? DEFAULT_TEAM;
    await recordAudit(context, { event: "create_default_connections", team });
    const made = Object.entries(DEFAULT_HOSTS).map(([type, host]) => {
      const connectionId = `${type}_default`;
      return { team, connectionId, type, description: null, host, login: null, schema: null, port: null };
    });
    await addConnections(context.env.DB, made);
    return context.body(null, 204);
  });
}

function formatType(name: string, { title, fields, extra }: ConnectionType): z.infer<typeof connectionType> {
  const standard = Object.entries(fields).map(([field, { title: label, placeholder = null, isRequired = false }]) => {
    return [field, { title: label, placeholder, is_required: isRequired }] as const;
  });
  const further = Object.entries(extra).map(([field, described]) => {
    const { title: label, placeholder = null, isRequired = false, isSecret = false, type } = described;
    return [field, { title: label, placeholder, is_required: isRequired, type, is_secret: isSecret }] as const;
  });
  return { conn_type: name, title, fields: Object.fromEntries(standard), extra_fields: Object.fromEntries(further) };
}
