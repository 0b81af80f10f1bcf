import { z } from "@hono/zod-openapi";
import { findUser, listUsers, createUser, verifyUser, type User } from "../../store/user.ts";
import { changeUser, deleteUser, replacePassword } from "../../store/user-change.ts";
import { recordAudit } from "../audit.ts";
import type { Authenticator } from "../authenticate.ts";
import { authorizeTeam } from "../authorize.ts";
import type { ApiApp, ApiContext } from "../environment.ts";
import { dropUndefined } from "../parameters.ts";
import { Problem, refuseValue } from "../problem.ts";
import { refuseReason, take } from "../reason-status.ts";
import { answerJson, BAD_REQUEST, CONFLICT, defineRoute, REFUSALS, takeJson } from "../route.ts";
import { LOGIN_NAMES } from "../session.ts";
import { formatUser, refusePassword, role, user, users } from "../shapes/user.ts";

const TAGS = ["Extensions"];
const PATH = "/api/x/users/{username}";
const userPath = z.object({ username: z.string() });
const password = z.string().max(1024);
const username = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.@+-]{0,99}$/u);
const team = z
  .string()
  .regex(/^[\w-]{1,50}$/)
  .nullish();

const listRoute = defineRoute("administer", {
  method: "get",
  path: "/api/x/users",
  tags: TAGS,
  operationId: "get_users",
  responses: { 200: answerJson(users), ...REFUSALS },
});
const getRoute = defineRoute("administer", {
  method: "get",
  path: PATH,
  tags: TAGS,
  operationId: "get_user",
  request: { params: userPath },
  responses: { 200: answerJson(user), ...REFUSALS },
});
const createBody = z
  .strictObject({ username, password: password.nullish(), role, team_name: team })
  .openapi("UserBody");
const createRoute = defineRoute("administer", {
  method: "post",
  path: "/api/x/users",
  tags: TAGS,
  operationId: "post_user",
  request: takeJson(createBody),
  responses: { 201: answerJson(user), ...CONFLICT, ...REFUSALS },
});
const patchBody = z
  .strictObject({ role: role.optional(), is_active: z.boolean().optional(), team_name: team })
  .openapi("UserPatchBody");
const patchRoute = defineRoute("administer", {
  method: "patch",
  path: PATH,
  tags: TAGS,
  operationId: "patch_user",
  request: { params: userPath, ...takeJson(patchBody) },
  responses: { 200: answerJson(user), ...CONFLICT, ...REFUSALS },
});
const deleteRoute = defineRoute("administer", {
  method: "delete",
  path: PATH,
  tags: TAGS,
  operationId: "delete_user",
  request: { params: userPath },
  responses: { 204: { description: "Successful Response" }, ...CONFLICT, ...REFUSALS },
});
const changed = { 204: { description: "Successful Response" }, ...BAD_REQUEST, ...REFUSALS };
const resetRoute = defineRoute("administer", {
  method: "put",
  path: `${PATH}/password`,
  tags: TAGS,
  operationId: "reset_password",
  request: { params: userPath, ...takeJson(z.strictObject({ password })) },
  responses: changed,
});
const ownPasswordRoute = defineRoute("read", {
  method: "put",
  path: "/api/x/me/password",
  tags: TAGS,
  operationId: "change_own_password",
  request: takeJson(z.strictObject({ current_password: password, password })),
  responses: changed,
});

export type UsersRoutes =
  | typeof listRoute
  | typeof getRoute
  | typeof createRoute
  | typeof patchRoute
  | typeof deleteRoute
  | typeof resetRoute
  | typeof ownPasswordRoute;

/** Who may sign in. An administrator of a team reaches its users only. */
export function registerUsers(app: ApiApp, authenticator: Authenticator): void {
  registerSelf(app, authenticator);
  registerReads(app);
  registerWrites(app, authenticator);
}

function registerSelf(app: ApiApp, authenticator: Authenticator): void {
  app.openapi(ownPasswordRoute, async (context) => {
    const { principal } = context.var;
    const given = context.req.valid("json");
    if (!principal.isUser) throw new Problem(400, "This token is a program's own: there is no password to change");
    const known = await verifyUser(context.env.DB, principal.user, given.current_password);
    if (known === null) throw new Problem(400, "The current password is another one");
    await setPassword(context, authenticator, principal.user, given.password);
    return context.body(null, 204);
  });
}

function registerReads(app: ApiApp): void {
  app.openapi(listRoute, async (context) => {
    const { principal } = context.var;
    const all = await listUsers(context.env.DB);
    const shown = all.filter((one) => principal.team === null || principal.team === one.team);
    return context.json({ users: shown.map(formatUser), total_entries: shown.length }, 200);
  });
  app.openapi(getRoute, async (context) =>
    context.json(formatUser(await loadUser(context, context.req.valid("param").username)), 200),
  );
}

function registerWrites(app: ApiApp, authenticator: Authenticator): void {
  app.openapi(createRoute, async (context) => {
    const body = context.req.valid("json");
    const { principal, now } = context.var;
    const of = body.team_name === undefined ? principal.team : body.team_name;
    authorizeTeam(principal, of);
    checkPassword(body.password ?? null, body.username);
    await recordAudit(context, { event: "post_user", team: of, extra: { username: body.username, role: body.role } });
    const values = { username: body.username, team: of, role: body.role, password: body.password ?? null };
    return context.json(formatUser(take(await createUser(context.env.DB, values, now()))), 201);
  });
  app.openapi(patchRoute, async (context) => {
    const { username: name } = context.req.valid("param");
    const body = context.req.valid("json");
    const known = await loadUser(context, name);
    if (body.team_name !== undefined) authorizeTeam(context.var.principal, body.team_name);
    const extra = { username: name, ...dropUndefined(body) };
    await recordAudit(context, { event: "patch_user", team: known.team, extra });
    const change = dropUndefined({ role: body.role, isActive: body.is_active, team: body.team_name });
    const next = take(await changeUser(context.env.DB, name, change));
    authenticator.forgetUser(name);
    return context.json(formatUser(next), 200);
  });
  app.openapi(deleteRoute, async (context) => {
    const known = await loadUser(context, context.req.valid("param").username);
    await recordAudit(context, { event: "delete_user", team: known.team, extra: { username: known.username } });
    take(await deleteUser(context.env.DB, known.username));
    authenticator.forgetUser(known.username);
    return context.body(null, 204);
  });
  app.openapi(resetRoute, async (context) => {
    const known = await loadUser(context, context.req.valid("param").username);
    await setPassword(context, authenticator, known.username, context.req.valid("json").password);
    return context.body(null, 204);
  });
}

async function setPassword(context: ApiContext, authenticator: Authenticator, of: string, given: string) {
  checkPassword(given, of);
  await recordAudit(context, { event: "reset_password", team: context.var.principal.team, extra: { username: of } });
  for (const id of take(await replacePassword(context.env.DB, of, given, LOGIN_NAMES))) authenticator.forget(id);
}

/** One of a foreign team answers as one that does not exist. */
async function loadUser(context: ApiContext, name: string): Promise<User> {
  const found = await findUser(context.env.DB, name);
  const { team: own } = context.var.principal;
  if (found !== null && (own === null || own === found.team)) return found;
  throw refuseReason({ code: "user_not_found", params: { username: name } });
}

function checkPassword(given: string | null, of: string): void {
  const refusal = given === null ? null : refusePassword(given, of);
  // What was typed is not repeated: the answer may be logged.
  if (refusal !== null) throw refuseValue(["body", "password"], refusal, "***");
}
