import { eq } from "drizzle-orm";
import type { Reason } from "../core/reason.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { openStore } from "./open.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { user } from "./primary-tables.ts";
import type { Role } from "./role.ts";

/** A person or program that signs in. Instants are epoch milliseconds. */
export interface User {
  readonly username: string;
  /** Null: every team. */
  readonly team: string | null;
  readonly role: Role;
  readonly isActive: boolean;
  readonly createdAt: number;
}

export interface NewUser {
  readonly username: string;
  readonly team: string | null;
  readonly role: Role;
  /** Null: signs in by other means only. */
  readonly password: string | null;
}

type Row = typeof user.$inferSelect;

/** Errors: `username_taken` {username}. */
export async function createUser(db: D1Database, values: NewUser, now: number): Promise<Result<User, Reason>> {
  const { username, team, role, password } = values;
  const passwordHash = password === null ? null : await hashPassword(password);
  const row = { username, team, role, passwordHash, createdAt: now };
  const [created] = await openStore(db).insert(user).values(row).onConflictDoNothing().returning();
  return created === undefined ? refuse({ code: "username_taken", params: { username } }) : succeed(viewUser(created));
}

export async function findUser(db: D1Database, username: string): Promise<User | null> {
  const row = await selectUser(db, username);
  return row === undefined ? null : viewUser(row);
}

/** By username. */
export async function listUsers(db: D1Database): Promise<readonly User[]> {
  return (await openStore(db).select().from(user).orderBy(user.username)).map(viewUser);
}

/** The user when active and the password is right, else null; an unknown name takes as long as a wrong password. */
export async function verifyUser(db: D1Database, username: string, password: string): Promise<User | null> {
  const row = await selectUser(db, username);
  const isRight = await verifyPassword(password, row?.passwordHash ?? null);
  return row !== undefined && row.isActive && isRight ? viewUser(row) : null;
}

/** False when there is no such user. */
export async function setPassword(db: D1Database, username: string, password: string): Promise<boolean> {
  const passwordHash = await hashPassword(password);
  const isUser = eq(user.username, username);
  const updated = await openStore(db)
    .update(user)
    .set({ passwordHash })
    .where(isUser)
    .returning({ username: user.username });
  return updated.length > 0;
}

/** Null when there is no such user. */
export async function updateUser(
  db: D1Database,
  username: string,
  change: { readonly role?: Role; readonly isActive?: boolean; readonly team?: string | null },
): Promise<User | null> {
  if (Object.values(change).every((value) => value === undefined)) return findUser(db, username);
  const [updated] = await openStore(db).update(user).set(change).where(eq(user.username, username)).returning();
  return updated === undefined ? null : viewUser(updated);
}

function selectUser(db: D1Database, username: string): Promise<Row | undefined> {
  return openStore(db).select().from(user).where(eq(user.username, username)).get();
}

function viewUser({ passwordHash: _passwordHash, ...view }: Row): User {
  return view;
}
