import { patch, path, post, put, remove } from "./http.ts";
import type { Me } from "./session.ts";

export const USERS = "/api/x/users";
export const TOKENS = "/api/x/tokens";
export type Role = Me["role"];
export const ROLES: readonly Role[] = ["viewer", "operator", "author", "admin"];

export interface User {
  readonly username: string;
  /** Null: every team. */
  readonly team_name: string | null;
  readonly role: Role;
  readonly is_active: boolean;
  readonly created_at: string;
}
export interface Token {
  readonly id: string;
  readonly name: string;
  /** Null for a program's own. */
  readonly username: string | null;
  readonly team_name: string | null;
  readonly role: Role;
  readonly created_at: string;
  /** Null: until it is revoked. */
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

interface NewUser extends Pick<User, "username" | "role" | "team_name"> {
  readonly password: string;
}
export function createUser(body: NewUser): Promise<unknown> {
  return post(USERS, { body });
}
export function changeUser(username: string, body: Partial<Pick<User, "role" | "is_active">>): Promise<unknown> {
  return patch(path`/api/x/users/${username}`, { body });
}
export function resetPassword(username: string, password: string): Promise<unknown> {
  return put(path`/api/x/users/${username}/password`, { body: { password } });
}
export function deleteUser(username: string): Promise<unknown> {
  return remove(path`/api/x/users/${username}`);
}

interface NewToken {
  readonly name: string;
  readonly role: Role;
  /** Absent: the caller; null: a program's own. */
  readonly username?: null;
  readonly expires_at: string | null;
}
/** The token itself is told this once. */
export function createToken(body: NewToken): Promise<{ readonly access_token: string }> {
  return post(TOKENS, { body });
}
export function revokeToken(id: string): Promise<unknown> {
  return remove(path`/api/x/tokens/${id}`);
}
