import { OpenAPIHono } from "@hono/zod-openapi";
import { describe, expect, it } from "vitest";
import { createApp } from "../../../src/api/app.ts";
import { isAllowed, POLICIES } from "../../../src/api/authorize.ts";
import type { ApiEnvironment } from "../../../src/api/environment.ts";
import { collectPolicies, isMiddleware, nameRoute } from "../../../src/api/route.ts";
import { ROLES } from "../../../src/store/role.ts";

const app = createApp();
const policies = collectPolicies(app);
const routes = new Set(
  app.routes.filter((route) => !isMiddleware(route)).map(({ method, path }) => nameRoute(method, path)),
);

/** Without a token. A new line here is a decision. */
const PUBLIC = [
  "DELETE /auth/session",
  "GET /",
  "GET /api/v2/auth/login",
  "GET /api/v2/monitor/health",
  "GET /api/v2/version",
  "GET /auth/token",
  "GET /auth/token/login",
  "GET /openapi.json",
  "GET /status",
  "GET /status.css",
  "GET /status.js",
  "POST /auth/session",
  "POST /auth/token",
  "POST /auth/token/cli",
];

/** Configuration of the deployment, for administrators. */
const ADMINISTER = [
  "DELETE /api/v2/connections/:connection_id",
  "DELETE /api/v2/pools/:pool_name",
  "DELETE /api/v2/variables/:variable_key",
  "DELETE /api/x/imports/:source",
  "DELETE /api/x/users/:username",
  "GET /api/v2/config",
  "GET /api/v2/config/section/:section/option/:option",
  "GET /api/v2/connections/enqueue-test",
  "GET /api/x/users",
  "GET /api/x/users/:username",
  "PATCH /api/v2/connections",
  "PATCH /api/v2/connections/:connection_id",
  "PATCH /api/v2/pools",
  "PATCH /api/v2/pools/:pool_name",
  "PATCH /api/v2/variables",
  "PATCH /api/v2/variables/:variable_key",
  "PATCH /api/x/users/:username",
  "POST /api/v2/connections",
  "POST /api/v2/connections/defaults",
  "POST /api/v2/connections/enqueue-test",
  "POST /api/v2/connections/test",
  "POST /api/v2/pools",
  "POST /api/v2/variables",
  "POST /api/x/export",
  "POST /api/x/import",
  "POST /api/x/imports/:source",
  "POST /api/x/rebuild",
  "POST /api/x/secrets/rotate",
  "POST /api/x/users",
  "PUT /api/x/imports/:source/report",
  "PUT /api/x/users/:username/password",
];

/** Each signed-in user's own affairs, which change nothing for others. */
const OWN = [
  "DELETE /api/x/tokens/:token_id",
  "POST /api/v2/dags/:dag_id/favorite",
  "POST /api/v2/dags/:dag_id/unfavorite",
  "POST /api/x/tokens",
  "PUT /api/x/me/password",
];

/** Lists whose filters are posted. */
const POSTED = [
  "POST /api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/list",
  "POST /api/v2/dags/:dag_id/dagRuns/list",
];

/** What may be confidential though no secret is shown. */
const CONFIDENTIAL = [
  "GET /api/v2/connections",
  "GET /api/v2/connections/:connection_id",
  "GET /api/v2/variables",
  "GET /api/v2/variables/:variable_key",
  "GET /api/x/imports/:source/report",
];

describe("the route table", () => {
  it("names a policy for every route of the router, and for no other", () => {
    expect([...policies.keys()].toSorted()).toEqual([...routes].toSorted());
  });

  it("lets nobody in without a token but to the named routes", () => {
    expect(listOf("public")).toEqual(PUBLIC);
  });

  it("keeps configuration to administrators", () => {
    expect(listOf("administer")).toEqual(ADMINISTER);
  });

  it("lets a reader write what is their own alone", () => {
    const reads = listOf("read").filter((route) => !route.startsWith("GET "));
    expect(reads).toEqual([...OWN, ...POSTED].toSorted());
    expect(listOf("operate").filter((route) => route.startsWith("GET "))).toEqual(CONFIDENTIAL);
  });

  it("refuses an app with a route that has no policy", () => {
    const open = new OpenAPIHono<ApiEnvironment>();
    open.get("/api/v2/secret", (context) => context.text("secret"));
    expect(() => collectPolicies(open)).toThrow("routes without a policy: GET /api/v2/secret");
  });

  it("takes a handler for all methods below a path for a route", () => {
    const open = new OpenAPIHono<ApiEnvironment>();
    open.all("/api/v2/any", (context) => context.text("secret"));
    expect(() => collectPolicies(open)).toThrow("ALL /api/v2/any");
  });
});

describe("roles", () => {
  const table = Object.fromEntries(POLICIES.map((policy) => [policy, ROLES.filter((role) => isAllowed(policy, role))]));

  it("may do this and no more", () => {
    expect(table).toEqual({
      public: ["viewer", "operator", "author", "admin"],
      read: ["viewer", "operator", "author", "admin"],
      operate: ["operator", "author", "admin"],
      administer: ["admin"],
    });
  });
});

function listOf(policy: string): string[] {
  return [...policies]
    .filter(([, value]) => value === policy)
    .map(([route]) => route)
    .toSorted();
}
