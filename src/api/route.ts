import { createRoute, z, type RouteConfig } from "@hono/zod-openapi";
import { isPolicy, type Policy } from "./authorize.ts";
import type { ApiApp } from "./environment.ts";

type Config<P extends string> = Omit<RouteConfig, "path"> & { readonly path: P };

const SECURED = [{ OAuth2PasswordBearer: [] }, { HTTPBearer: [] }];

/** A route with its policy, which also stands in the OpenAPI document. */
export function defineRoute<P extends string, R extends Config<P>>(policy: Policy, config: R) {
  return createRoute({ ...config, security: policy === "public" ? [] : SECURED, "x-policy": policy });
}

const exception = z
  .object({ detail: z.union([z.string(), z.record(z.string(), z.unknown())]) })
  .openapi("HTTPExceptionResponse");
const entry = z
  .object({
    loc: z.array(z.union([z.string(), z.int()])),
    msg: z.string(),
    type: z.string(),
    input: z.unknown(),
    ctx: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi("ValidationError");
const invalid = z.object({ detail: z.array(entry) }).openapi("HTTPValidationError");

/** The error answers of most routes. Handlers throw them as problems. */
export const REFUSALS = {
  401: answerJson(exception, "Unauthorized"),
  403: answerJson(exception, "Forbidden"),
  404: answerJson(exception, "Not Found"),
  // What only a handler can see is told in one sentence, as Airflow does.
  422: answerJson(z.union([invalid, exception]), "Validation Error"),
};
export const BAD_REQUEST = { 400: answerJson(exception, "Bad Request") };
export const UNAVAILABLE = { 503: answerJson(exception, "Service Unavailable") };
export const CONFLICT = { 409: answerJson(exception, "Conflict") };

/** JSON lines. Typed as any text: the library's types take every name that ends in "json" for JSON itself. */
export const JSON_LINES: string = "application/x-ndjson";

/** The Accept header of a route with several media types; which of them, `chooseType` decides. */
export function acceptOf(...types: readonly string[]) {
  return z.object({
    accept: z
      .string()
      .default("*/*")
      .openapi({ enum: [...types, "*/*"], default: "*/*" }),
  });
}
export const TOO_MANY = { 429: answerJson(exception, "Too Many Requests") };
export const NOT_MEDIA_TYPE = { 415: answerJson(exception, "Unsupported Media Type") };
export const NOT_ACCEPTABLE = { 406: answerJson(exception, "Not Acceptable") };

/** A JSON answer of one status. */
export function answerJson<S extends z.ZodType>(schema: S, description = "Successful Response") {
  return { description, content: { "application/json": { schema } } };
}

export function takeJson<S extends z.ZodType>(schema: S) {
  return { body: { required: true, content: { "application/json": { schema } } } };
}

/** Policies by "METHOD /path/:parameter". Throws when a route has none: an app like that must not serve. */
export function collectPolicies(app: ApiApp): ReadonlyMap<string, Policy> {
  const policies = new Map<string, Policy>();
  for (const definition of app.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path } = definition.route;
    const policy: unknown = Reflect.get(definition.route, "x-policy");
    if (isPolicy(policy)) policies.set(nameRoute(method, path.replaceAll(/\/{(.+?)}/g, "/:$1")), policy);
  }
  const open = app.routes.filter((route) => !isMiddleware(route) && !policies.has(nameRoute(route.method, route.path)));
  if (open.length > 0) {
    throw new Error(`routes without a policy: ${open.map((route) => `${route.method} ${route.path}`).join(", ")}`);
  }
  return policies;
}

export function nameRoute(method: string, path: string): string {
  return `${method.toUpperCase()} ${path}`;
}

/** Middleware stands before every route; anything else that takes all methods counts as a route. */
export function isMiddleware(route: { readonly method: string; readonly path: string }): boolean {
  return route.method === "ALL" && route.path === "/*";
}
