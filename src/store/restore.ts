import { eq, notInArray } from "drizzle-orm";
import { openStore } from "./open.ts";
import { connection, dagFavorite, pool, token, user, variable } from "./primary-tables.ts";

export type UserRow = typeof user.$inferSelect;
export type TokenRow = typeof token.$inferSelect;

/**
 * Everything an export is made of. Secrets are as they are stored: sealed, or hashes. Tokens of logins end by themselves:
 * only those that were made on purpose are worth keeping.
 */
export async function readAll(db: D1Database, loginNames: readonly string[]) {
  const store = openStore(db);
  const [users, tokens, pools, variables, connections, favorites] = await store.batch([
    store.select().from(user).orderBy(user.username),
    store
      .select()
      .from(token)
      .where(notInArray(token.name, [...loginNames]))
      .orderBy(token.name, token.id),
    store.select().from(pool).orderBy(pool.team, pool.name),
    store.select().from(variable).orderBy(variable.team, variable.key),
    store.select().from(connection).orderBy(connection.team, connection.connectionId),
    store.select().from(dagFavorite).orderBy(dagFavorite.username, dagFavorite.team, dagFavorite.dagId),
  ]);
  return { users, tokens, pools, variables, connections, favorites };
}

export async function findUserRow(db: D1Database, username: string): Promise<UserRow | null> {
  return (await openStore(db).select().from(user).where(eq(user.username, username)).get()) ?? null;
}

export async function addUserRow(db: D1Database, row: UserRow): Promise<void> {
  await openStore(db).insert(user).values(row).onConflictDoNothing();
}

/** A hash as `hashPassword` writes it. */
export async function restorePasswordHash(db: D1Database, username: string, passwordHash: string): Promise<void> {
  await openStore(db).update(user).set({ passwordHash }).where(eq(user.username, username));
}

export async function findTokenRow(db: D1Database, id: string): Promise<TokenRow | null> {
  return (await openStore(db).select().from(token).where(eq(token.id, id)).get()) ?? null;
}

/** A token that is there already stays as it is: nothing about one ever changes. */
export async function addTokenRow(db: D1Database, row: TokenRow): Promise<void> {
  await openStore(db).insert(token).values(row).onConflictDoNothing();
}
