import { and, eq, inArray, not, or, type SQL, sql } from "drizzle-orm";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { openStore } from "./open.ts";
import { hashPassword } from "./password.ts";
import { token, user } from "./primary-tables.ts";
import { ROLES, type Role } from "./role.ts";
import { findUser, type User } from "./user.ts";

export interface UserChange {
  readonly role?: Role;
  readonly isActive?: boolean;
  /** Null: every team. */
  readonly team?: string | null;
}

/**
 * Changes a user; tokens follow at their next look-up. Errors: `user_not_found` {username}, `last_admin` {username} when
 * nobody would be left who administers every team.
 */
export async function changeUser(db: D1Database, username: string, change: UserChange): Promise<Result<User, Reason>> {
  const found = await findUser(db, username);
  if (found === null) return refuse({ code: "user_not_found", params: { username } });
  if (Object.values(change).every((value) => value === undefined)) return succeed(found);
  const next = { ...found, ...change };
  const staysAdmin = next.role === "admin" && next.isActive && next.team === null;
  // In the statement itself: of two admins who take each other's role at once, one keeps theirs.
  const isAllowed = staysAdmin ? undefined : isDispensable(username);
  const isUser = and(eq(user.username, username), isAllowed);
  const changed = await openStore(db).update(user).set(change).where(isUser).returning({ username: user.username });
  return changed.length > 0 ? succeed(next) : refuse({ code: "last_admin", params: { username } });
}

/** Deletes a user with all tokens. Errors: as changeUser. */
export async function deleteUser(db: D1Database, username: string): Promise<Result<null, Reason>> {
  if ((await findUser(db, username)) === null) return refuse({ code: "user_not_found", params: { username } });
  const store = openStore(db);
  const isGone = sql`not exists (select 1 from ${user} where ${user.username} = ${username})`;
  const [deleted] = await store.batch([
    store
      .delete(user)
      .where(and(eq(user.username, username), isDispensable(username)))
      .returning({ username: user.username }),
    // Whoever is given this name later must not find tokens of the one before.
    store.delete(token).where(and(eq(token.username, username), isGone)),
  ]);
  return deleted.length > 0 ? succeed(null) : refuse({ code: "last_admin", params: { username } });
}

/** Ids of the tokens that were revoked with the old password: those with the names of logins. Errors: `user_not_found` {username}. */
export async function replacePassword(
  db: D1Database,
  username: string,
  password: string,
  loginNames: readonly string[],
): Promise<Result<readonly string[], Reason>> {
  const passwordHash = await hashPassword(password);
  const store = openStore(db);
  const [updated, revoked] = await store.batch([
    store.update(user).set({ passwordHash }).where(eq(user.username, username)).returning({ username: user.username }),
    store
      .delete(token)
      .where(and(eq(token.username, username), inArray(token.name, [...loginNames])))
      .returning({ id: token.id }),
  ]);
  if (updated.length === 0) return refuse({ code: "user_not_found", params: { username } });
  return succeed(revoked.map(({ id }) => id));
}

const ADMIN = ROLES.filter((role) => role === "admin");

/** True of whoever does not administer every team, or is not the only one who does. */
function isDispensable(username: string): SQL | undefined {
  const isAdmin = and(inArray(user.role, ADMIN), eq(user.isActive, true), sql`${user.team} is null`);
  const hasOther = sql`exists (select 1 from ${user} as other where other.username <> ${username}
    and other.role = 'admin' and other.is_active and other.team is null)`;
  return or(not(isAdmin ?? sql`false`), hasOther);
}
