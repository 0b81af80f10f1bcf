import type { Role } from "./role.ts";

/** A token as it may be shown: never the token itself. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
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

export declare function createToken(db: D1Database, token: NewToken, now: number): Promise<IssuedToken>;

/** The token's view, or null when it is malformed, unknown, expired or revoked. Notes its use at most once an hour. */
export declare function findToken(db: D1Database, text: string, now: number): Promise<TokenView | null>;
export declare function listTokens(db: D1Database, username?: string): Promise<readonly TokenView[]>;

/** False when there is no such token. */
export declare function revokeToken(db: D1Database, id: string): Promise<boolean>;
