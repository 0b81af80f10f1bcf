import { z } from "@hono/zod-openapi";
import { ROLES } from "../../store/role.ts";
import { findToken, revokeToken } from "../../store/token.ts";
import type { Authenticator } from "../authenticate.ts";
import { isAllowed, type Principal } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { credentials, issueLogin } from "../issue-login.ts";
import { answerJson, BAD_REQUEST, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { readSession, requireSameOrigin, SESSION_IDLE, SESSION_NAME, writeSession } from "../session.ts";

const TAGS = ["Extensions"];

const me = z
  .object({
    user: z.string(),
    /** False for a program's own token. */
    is_user: z.boolean(),
    /** Null reaches every team. */
    team: z.string().nullable(),
    role: z.enum(ROLES),
    may: z.object({ read: z.boolean(), operate: z.boolean(), administer: z.boolean() }),
  })
  .openapi("MeResponse");

const openRoute = defineRoute("public", {
  method: "post",
  path: "/auth/session",
  tags: TAGS,
  operationId: "post_session",
  description: "Opens a browser's session: the token travels in a cookie that no script can read.",
  request: takeJson(credentials),
  responses: { 200: answerJson(me), ...BAD_REQUEST, 401: REFUSALS[401], 403: REFUSALS[403], 422: REFUSALS[422] },
});
const closeRoute = defineRoute("public", {
  method: "delete",
  path: "/auth/session",
  tags: TAGS,
  operationId: "delete_session",
  description: "Closes the session: its token works nowhere any more.",
  responses: { 204: { description: "Successful Response" }, 403: REFUSALS[403] },
});
const meRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/me",
  tags: TAGS,
  operationId: "get_me",
  responses: { 200: answerJson(me), 401: REFUSALS[401] },
});

export type SessionRoutes = typeof openRoute | typeof closeRoute | typeof meRoute;

/** Sessions of browsers. A login never takes over a session that was there before: it ends it. */
export function registerSession(app: ApiApp, authenticator: Authenticator): void {
  app.openapi(openRoute, async (context) => {
    refuseForeign(context);
    const expiresAt = context.var.now() + SESSION_IDLE;
    const cookie = (token: string) => writeSession(context.req.raw, token);
    cookie("");
    const { text, view } = await issueLogin(context, context.req.valid("json"), { name: SESSION_NAME, expiresAt });
    await endSession(context, authenticator);
    context.header("Set-Cookie", cookie(text));
    return context.json(describe({ ...view, user: view.username ?? view.name, isUser: true }), 200);
  });
  app.openapi(closeRoute, async (context) => {
    refuseForeign(context);
    await endSession(context, authenticator);
    context.header("Set-Cookie", writeSession(context.req.raw, null));
    return context.body(null, 204);
  });
  app.openapi(meRoute, (context) => context.json(describe(context.var.principal), 200));
}

/** A program sends neither header; whatever a browser sends says from where. */
function refuseForeign({ req: { raw } }: ApiContext): void {
  if (raw.headers.get("Origin") !== null || raw.headers.get("Sec-Fetch-Site") !== null) requireSameOrigin(raw);
}

async function endSession(context: ApiContext, authenticator: Authenticator): Promise<void> {
  const text = readSession(context.req.raw);
  const view = text === null ? null : await findToken(context.env.DB, text, context.var.now());
  if (view === null || view.name !== SESSION_NAME) return;
  await revokeToken(context.env.DB, view.id);
  authenticator.forget(view.id);
}

function describe({ user, isUser, team, role }: Omit<Principal, "tokenId">): z.infer<typeof me> {
  const may = { read: true, operate: isAllowed("operate", role), administer: isAllowed("administer", role) };
  return { user, is_user: isUser, team, role, may };
}
