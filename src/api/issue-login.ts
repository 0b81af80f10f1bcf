import { z } from "@hono/zod-openapi";
import { createToken, type IssuedToken, type NewToken } from "../store/token.ts";
import { verifyUser } from "../store/user.ts";
import { recordAudit } from "./audit.ts";
import { ensureAdmin } from "./ensure-admin.ts";
import type { ApiContext } from "./environment.ts";
import { Problem } from "./problem.ts";

export const credentials = z
  .strictObject({ username: z.string().max(256), password: z.string().max(1024) })
  .openapi("LoginBody");
export type Login = z.infer<typeof credentials>;

/** A new token for whoever knows the password, and a trace of it. Throws 401 for everyone else, and 429 for who guesses. */
export async function issueLogin(
  context: ApiContext,
  given: Login,
  { name, expiresAt }: Pick<NewToken, "name" | "expiresAt">,
): Promise<IssuedToken> {
  const now = context.var.now();
  const { loginGuard: guard } = context.var;
  const address = context.req.header("CF-Connecting-IP") ?? "";
  guard.admit(given.username, address, now);
  guard.recordFailure(given.username, address, now);
  await ensureAdmin(context.env, now);
  const user = await verifyUser(context.env.DB, given.username, given.password);
  if (user === null) throw new Problem(401, "Invalid credentials");
  guard.recordSuccess(given.username, address);
  const { username, team, role } = user;
  const issued = await createToken(context.env.DB, { name, username, team, role, expiresAt }, now);
  await recordAudit(context, { event: "login", team }, username);
  return issued;
}
