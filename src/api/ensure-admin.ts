import { createUser, listUsers } from "../store/user.ts";
import type { ApiBindings } from "./environment.ts";

/**
 * Makes the first user, `admin`, when there is none yet and the deployment has set TRADEWIND_ADMIN_PASSWORD. There is
 * no default password. True when it was made now; of two callers at once one makes it.
 */
export async function ensureAdmin(env: ApiBindings, now: number): Promise<boolean> {
  const password = env.TRADEWIND_ADMIN_PASSWORD;
  if (password === undefined || password === "") return false;
  if ((await listUsers(env.DB)).length > 0) return false;
  const made = await createUser(env.DB, { username: "admin", team: null, role: "admin", password }, now);
  return made.ok;
}
