import { z } from "@hono/zod-openapi";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute } from "../route.ts";

const documentRoute = defineRoute("public", {
  method: "get",
  path: "/openapi.json",
  tags: ["OpenAPI"],
  operationId: "get_openapi",
  description: "This document.",
  responses: { 200: answerJson(z.record(z.string(), z.unknown())) },
});

export type OpenApiRoutes = typeof documentRoute;

const HEAD = {
  openapi: "3.1.0",
  info: {
    title: "Tradewind",
    version: "2",
    description:
      "Airflow's REST interface, version 2, under `/api/v2`; what only Tradewind has stands under `/api/x`. " +
      "A token from `POST /auth/token` goes along as `Authorization: Bearer …`. " +
      "`x-policy` says what a route needs of its caller: public, read (a viewer), operate (an operator) or administer.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
};

/** Pages for browsers are no part of the interface. */
const INTERFACE = /^\/(api|auth)\/|^\/openapi\.json$/;

/** Last of all, for it tells of every route that stands before it. */
export function registerOpenApi(app: ApiApp): void {
  const { openAPIRegistry: registry } = app;
  const flows = { password: { tokenUrl: "/auth/token", scopes: {} } };
  registry.registerComponent("securitySchemes", "OAuth2PasswordBearer", { type: "oauth2", flows });
  registry.registerComponent("securitySchemes", "HTTPBearer", { type: "http", scheme: "bearer" });
  let document: Record<string, unknown> | undefined;
  app.openapi(documentRoute, (context) => {
    // The routes of an app never change, and to describe them takes a while.
    document ??= describeApp(app);
    return context.json(document, 200);
  });
}

/** The OpenAPI 3.1 document of all routes but pages. */
export function describeApp(app: ApiApp) {
  const document = app.getOpenAPI31Document(HEAD);
  const paths = Object.fromEntries(Object.entries(document.paths ?? {}).filter(([path]) => INTERFACE.test(path)));
  for (const item of Object.values(paths)) for (const operation of Object.values(item)) complete(operation);
  const schemas = mergeSchemas(document.components?.schemas ?? {});
  return allowNull({ ...document, tags: listTags(paths), paths, components: { ...document.components, schemas } });
}

/** A named schema or null stands there as "both at once", which null never is: it is written as one of the two. */
function allowNull<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map(allowNull) as Part;
  if (typeof part !== "object" || part === null) return part;
  const { allOf, ...rest } = part as { allOf?: { $ref?: string; type?: unknown }[] };
  const [named, other] = allOf ?? [];
  if (named?.$ref !== undefined && Array.isArray(other?.type) && other.type.includes("null")) {
    return { ...rest, anyOf: [named, { type: "null" }] } as Part;
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, allowNull(value)])) as Part;
}

interface Named {
  $ref?: string;
  allOf?: Named[];
  type?: unknown;
  properties?: object;
  required?: string[];
}

/**
 * A schema that extends another one stands there as "all of" both, and where both refuse further fields each refuses the
 * other's: nothing would be valid. They are written out as the one schema that they are.
 */
function mergeSchemas(schemas: object): Record<string, object> {
  const byName = schemas as Record<string, Named>;
  const flatten = (schema: Named): Named => {
    if (schema.$ref !== undefined) return flatten(byName[schema.$ref.split("/").at(-1) ?? ""] ?? {});
    if (schema.allOf === undefined) return schema;
    const parts = schema.allOf.map(flatten);
    const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as object;
    const required = [...new Set(parts.flatMap((part) => part.required ?? []))];
    return Object.assign({}, ...parts, { type: "object", properties, required }) as Named;
  };
  return Object.fromEntries(Object.entries(byName).map(([name, schema]) => [name, flatten(schema)]));
}

interface Operation {
  tags?: string[];
  requestBody?: { required?: boolean };
  responses: Record<string, unknown>;
}

/** What holds for every route: a body that is described is needed, and whatever else goes wrong is told in one shape. */
function complete(operation: Operation): void {
  if (operation.requestBody !== undefined) operation.requestBody.required ??= true;
  const schema = { $ref: "#/components/schemas/HTTPExceptionResponse" };
  operation.responses["default"] = { description: "Any other error", content: { "application/json": { schema } } };
}

function listTags(paths: object): readonly { name: string }[] {
  const operations = Object.values(paths).flatMap((item: object) => Object.values(item) as Operation[]);
  return [...new Set(operations.flatMap(({ tags = [] }) => tags))].map((name) => ({ name }));
}
