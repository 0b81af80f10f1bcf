import type { Reason } from "../core/reason.ts";
import type { Result } from "../core/result.ts";
import type { Role } from "./role.ts";

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

/** Errors: `username_taken` {username}. */
export declare function createUser(db: D1Database, user: NewUser, now: number): Promise<Result<User, Reason>>;
export declare function findUser(db: D1Database, username: string): Promise<User | null>;
export declare function listUsers(db: D1Database): Promise<readonly User[]>;

/** The user when the password is right, else null; an unknown name costs as much time as a wrong password. */
export declare function verifyUser(db: D1Database, username: string, password: string): Promise<User | null>;

/** False when there is no such user. */
export declare function setPassword(db: D1Database, username: string, password: string): Promise<boolean>;
export declare function updateUser(
  db: D1Database,
  username: string,
  change: { readonly role?: Role; readonly isActive?: boolean },
): Promise<User | null>;
