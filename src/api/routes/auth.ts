import { z } from "@hono/zod-openapi";
import { revokeToken } from "../../store/token.ts";
import type { Authenticator } from "../authenticate.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { credentials, issueLogin, type Login } from "../issue-login.ts";
import { Problem } from "../problem.ts";
import { answerJson, BAD_REQUEST, defineRoute, NOT_MEDIA_TYPE, REFUSALS, takeJson, TOO_MANY } from "../route.ts";

/** How long a token of a login works, in milliseconds: Airflow's defaults for the interface and the command line. */
const DAY = 86_400_000;
const HOUR = 3_600_000;

const issued = z.object({ access_token: z.string() }).openapi("LoginResponse");
const answers = { 201: answerJson(issued), ...BAD_REQUEST, 401: REFUSALS[401], 422: REFUSALS[422], ...TOO_MANY };
const BODY_TYPES = ["application/json", "application/x-www-form-urlencoded"];

const createTokenRoute = defineRoute("public", {
  method: "post",
  path: "/auth/token",
  tags: ["Auth(SimpleAuthManager)"],
  operationId: "create_token",
  request: {
    headers: z.object({
      "Content-Type": z
        .string()
        .optional()
        .openapi({ enum: [...BODY_TYPES], default: "application/json" }),
    }),
    body: {
      content: {
        "application/json": { schema: credentials },
        "application/x-www-form-urlencoded": { schema: credentials },
      },
    },
  },
  responses: { ...answers, ...NOT_MEDIA_TYPE },
});

const createCliTokenRoute = defineRoute("public", {
  method: "post",
  path: "/auth/token/cli",
  tags: ["Auth(SimpleAuthManager)"],
  operationId: "create_token_cli",
  request: takeJson(credentials),
  responses: answers,
});

const createTokenForAll = defineRoute("public", {
  method: "get",
  path: "/auth/token",
  tags: ["Auth(SimpleAuthManager)"],
  operationId: "create_token_all_admins",
  responses: { 201: answerJson(issued), 403: REFUSALS[403] },
});

const logout = defineRoute("read", {
  method: "get",
  path: "/api/v2/auth/logout",
  tags: ["Login"],
  operationId: "logout",
  responses: { 200: answerJson(z.unknown()), 307: answerJson(z.unknown(), "To the start page"), 401: REFUSALS[401] },
});

export type AuthRoutes =
  | typeof createTokenRoute
  | typeof createCliTokenRoute
  | typeof createTokenForAll
  | typeof logout;

export function registerAuth(app: ApiApp, authenticator: Authenticator): void {
  app.openapi(createTokenRoute, async (context) => {
    const isForm = context.req.header("Content-Type")?.startsWith("application/x-www-form-urlencoded") ?? false;
    return context.json(await logIn(context, context.req.valid(isForm ? "form" : "json"), DAY), 201);
  });
  app.openapi(createCliTokenRoute, async (context) =>
    context.json(await logIn(context, context.req.valid("json"), HOUR), 201),
  );
  app.openapi(createTokenForAll, () => {
    throw new Problem(403, "There is no login without a name and a password; POST them to /auth/token");
  });
  app.openapi(logout, async (context) => {
    const { tokenId } = context.var.principal;
    await revokeToken(context.env.DB, tokenId);
    authenticator.forget(tokenId);
    return context.json(null, 307, { Location: "/" });
  });
}

async function logIn(context: ApiContext, given: Login, lifetime: number) {
  const expiresAt = context.var.now() + lifetime;
  const { text } = await issueLogin(context, given, { name: "login", expiresAt });
  return { access_token: text };
}
