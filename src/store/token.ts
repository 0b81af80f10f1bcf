import { and, eq, isNull, lte, or } from "drizzle-orm";
import { encodeBase64Url } from "./base64-url.ts";
import { openStore } from "./open.ts";
import { token, user } from "./primary-tables.ts";
import { pickLesserRole, type Role } from "./role.ts";

/** A token as it may be shown: never the token itself. Instants are epoch milliseconds. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  /** The user it acts for, whose role and team bound its own; null for a program's own token. */
  readonly username: string | null;
  /** Null: every team. */
  readonly team: string | null;
  readonly role: Role;
  readonly createdAt: number;
  /** Null: until revoked. */
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

export interface NewToken {
  readonly name: string;
  readonly username: string | null;
  readonly team: string | null;
  readonly role: Role;
  readonly expiresAt: number | null;
}

/** `text` is the token itself, `tw_<base64url>_<checksum>`: shown once, stored only as its SHA-256. */
export interface IssuedToken {
  readonly text: string;
  readonly view: TokenView;
}

const FORMAT = /^tw_([\w-]{43})_([\w-]{6})$/;
/** Uses are noted at most once so many milliseconds, as every note is a billed write. */
const NOTE_INTERVAL = 3_600_000;

export async function createToken(db: D1Database, values: NewToken, now: number): Promise<IssuedToken> {
  const secret = encodeBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const text = `tw_${secret}_${await computeChecksum(secret)}`;
  const view = { ...values, id: crypto.randomUUID(), createdAt: now, lastUsedAt: null };
  await openStore(db)
    .insert(token)
    .values({ ...view, hash: await computeHash(text) });
  return { text, view };
}

/**
 * The token's view, or null when it is malformed, unknown, expired or revoked, or its user is gone, inactive or of
 * another team. Notes its use at most once an hour.
 */
export async function findToken(db: D1Database, text: string, now: number): Promise<TokenView | null> {
  const parts = FORMAT.exec(text);
  const [, secret = "", checksum = ""] = parts ?? [];
  if (parts === null || checksum !== (await computeChecksum(secret))) return null;
  const row = await selectToken(db, await computeHash(text));
  if (row === undefined || (row.token.expiresAt !== null && row.token.expiresAt <= now)) return null;
  const view = boundByUser(row.token, row.user);
  if (view !== null) await noteUse(db, view, now);
  return view;
}

/** Newest first; of one user when named. */
export async function listTokens(db: D1Database, username?: string): Promise<readonly TokenView[]> {
  const isOfUser = username === undefined ? undefined : eq(token.username, username);
  const rows = await openStore(db).select().from(token).where(isOfUser);
  return rows.map(viewToken).toSorted((a, b) => b.createdAt - a.createdAt);
}

/** Moves a token's end. */
export async function prolongToken(db: D1Database, id: string, expiresAt: number): Promise<void> {
  await openStore(db).update(token).set({ expiresAt }).where(eq(token.id, id));
}

/** False when there is no such token. */
export async function revokeToken(db: D1Database, id: string): Promise<boolean> {
  const deleted = await openStore(db).delete(token).where(eq(token.id, id)).returning({ id: token.id });
  return deleted.length > 0;
}

type Row = typeof token.$inferSelect;
type UserRow = typeof user.$inferSelect;

/** By its SHA-256: a lookup by digest gives no timing from which a token could be guessed. */
function selectToken(db: D1Database, hash: string) {
  const isOwner = eq(user.username, token.username);
  return openStore(db).select().from(token).leftJoin(user, isOwner).where(eq(token.hash, hash)).get();
}

/** A token may do no more than its user may now. */
function boundByUser(row: Row, owner: UserRow | null): TokenView | null {
  const view = viewToken(row);
  if (view.username === null) return view;
  if (owner === null || !owner.isActive) return null;
  if (owner.team !== null && view.team !== null && owner.team !== view.team) return null;
  return { ...view, role: pickLesserRole(view.role, owner.role), team: owner.team ?? view.team };
}

/** A note that fails must not turn its caller away. */
async function noteUse(db: D1Database, view: TokenView, now: number): Promise<void> {
  const limit = now - NOTE_INTERVAL;
  if (view.lastUsedAt !== null && view.lastUsedAt > limit) return;
  const isOld = or(isNull(token.lastUsedAt), lte(token.lastUsedAt, limit));
  const note = openStore(db)
    .update(token)
    .set({ lastUsedAt: now })
    .where(and(eq(token.id, view.id), isOld));
  await note.run().catch(() => undefined);
}

function viewToken({ hash: _hash, ...view }: Row): TokenView {
  return view;
}

/** Tells a mistyped token, or one cut short, without asking the database. */
async function computeChecksum(secret: string): Promise<string> {
  return encodeBase64Url(await digest(`tw_${secret}`)).slice(0, 6);
}

async function computeHash(text: string): Promise<string> {
  return encodeBase64Url(await digest(text));
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}
