import { z } from "@hono/zod-openapi";
import { ROLES } from "../../store/role.ts";
import { createToken, listTokens, revokeToken, type NewToken, type TokenView } from "../../store/token.ts";
import { findUser } from "../../store/user.ts";
import { recordAudit } from "../audit.ts";
import type { Authenticator } from "../authenticate.ts";
import { authorizeTeam, isAllowed, isSelf, type Principal } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { awareInstant, text } from "../parameters.ts";
import { Problem, refuseValue } from "../problem.ts";
import { refuseReason } from "../reason-status.ts";
import { answerJson, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { formatToken, role, token, tokens } from "../shapes/user.ts";

const TAGS = ["Extensions"];

const listRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/tokens",
  tags: TAGS,
  operationId: "get_tokens",
  description: "The caller's own; those of all within reach for an administrator, or of one `username`.",
  request: { query: z.object({ username: text }) },
  responses: { 200: answerJson(tokens), ...REFUSALS },
});
const createBody = z
  .strictObject({
    name: z.string().min(1).max(100),
    role,
    /** Absent: the caller; null: a program's own token, which an administrator makes. */
    username: z.string().nullish(),
    team_name: z.string().min(1).max(50).nullish(),
    expires_at: awareInstant.nullish(),
  })
  .openapi("TokenBody");
const createRoute = defineRoute("read", {
  method: "post",
  path: "/api/x/tokens",
  tags: TAGS,
  operationId: "post_token",
  request: takeJson(createBody),
  responses: { 201: answerJson(token.extend({ access_token: z.string() })), ...REFUSALS },
});
const deleteRoute = defineRoute("read", {
  method: "delete",
  path: "/api/x/tokens/{token_id}",
  tags: TAGS,
  operationId: "delete_token",
  request: { params: z.object({ token_id: z.string() }) },
  responses: { 204: { description: "Successful Response" }, ...REFUSALS },
});

export type TokensRoutes = typeof listRoute | typeof createRoute | typeof deleteRoute;

/** A token is shown once, when it is made, and may do no more than whoever makes it. */
export function registerTokens(app: ApiApp, authenticator: Authenticator): void {
  app.openapi(listRoute, async (context) => {
    const found = await listTokens(context.env.DB, context.req.valid("query").username);
    const now = context.var.now();
    const isAlive = (view: TokenView) => view.expiresAt === null || view.expiresAt > now;
    const shown = found.filter((view) => mayManage(context.var.principal, view) && isAlive(view));
    return context.json({ tokens: shown.map(formatToken), total_entries: shown.length }, 200);
  });
  app.openapi(createRoute, async (context) => {
    const values = await readToken(context, context.req.valid("json"));
    const { name, username, team, expiresAt } = values;
    const extra = { name, username, role: values.role, expires_at: expiresAt };
    await recordAudit(context, { event: "post_token", team, extra });
    const issued = await createToken(context.env.DB, values, context.var.now());
    return context.json({ ...formatToken(issued.view), access_token: issued.text }, 201);
  });
  app.openapi(deleteRoute, async (context) => {
    const { token_id } = context.req.valid("param");
    const found = (await listTokens(context.env.DB)).find(({ id }) => id === token_id);
    if (found === undefined || !mayManage(context.var.principal, found)) {
      throw refuseReason({ code: "token_not_found", params: { token: token_id } });
    }
    const extra = { id: token_id, name: found.name, username: found.username };
    await recordAudit(context, { event: "delete_token", team: found.team, extra });
    await revokeToken(context.env.DB, token_id);
    authenticator.forget(token_id);
    return context.body(null, 204);
  });
}

function mayManage(principal: Principal, view: TokenView): boolean {
  if (isSelf(principal, view.username) || principal.tokenId === view.id) return true;
  return isAllowed("administer", principal.role) && (principal.team === null || principal.team === view.team);
}

async function readToken(context: ApiContext, body: z.infer<typeof createBody>): Promise<NewToken> {
  const { principal, now } = context.var;
  const username = body.username === undefined && principal.isUser ? principal.user : (body.username ?? null);
  const expiresAt = body.expires_at ?? null;
  if (expiresAt !== null && expiresAt <= now()) {
    throw refuseValue(["body", "expires_at"], "the token would have expired already", expiresAt);
  }
  if (ROLES.indexOf(body.role) > ROLES.indexOf(principal.role)) {
    throw new Problem(
      403,
      `Forbidden: user "${principal.user}" is ${principal.role}, and the token would be ${body.role}`,
    );
  }
  const team = await chooseTeam(context, username, body.team_name);
  if (!isSelf(principal, username)) authorizeTeam(principal, team);
  else if (principal.team !== null && team !== principal.team) authorizeTeam(principal, team);
  return { name: body.name, username, team, role: body.role, expiresAt };
}

/** A user's token is of the user's team, unless the user reaches every team and names one. */
async function chooseTeam(context: ApiContext, username: string | null, named: string | null | undefined) {
  const { principal } = context.var;
  if (username === null) return named === undefined ? principal.team : named;
  const owner = await findUser(context.env.DB, username);
  if (owner === null || (principal.team !== null && owner.team !== principal.team && !isSelf(principal, username))) {
    throw refuseReason({ code: "user_not_found", params: { username } });
  }
  // A token bound to one team makes none for all.
  return owner.team ?? named ?? principal.team;
}
