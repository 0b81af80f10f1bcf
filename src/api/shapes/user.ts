import { z } from "@hono/zod-openapi";
import { ROLES } from "../../store/role.ts";
import type { TokenView } from "../../store/token.ts";
import type { User } from "../../store/user.ts";
import { formatInstant, formatOptional } from "./time.ts";

const date = z.string().openapi({ format: "date-time" });
export const role = z.enum(ROLES).openapi("Role");

export const user = z
  .object({
    username: z.string(),
    /** Null: every team. */
    team_name: z.string().nullable(),
    role,
    is_active: z.boolean(),
    created_at: date,
  })
  .openapi("User");
export const users = z.object({ users: z.array(user), total_entries: z.int() }).openapi("UserCollection");

export const token = z
  .object({
    id: z.string(),
    name: z.string(),
    /** The user it acts for; null for a program's own. */
    username: z.string().nullable(),
    team_name: z.string().nullable(),
    role,
    created_at: date,
    /** Null: until revoked. */
    expires_at: date.nullable(),
    last_used_at: date.nullable(),
  })
  .openapi("Token");
export const tokens = z.object({ tokens: z.array(token), total_entries: z.int() }).openapi("TokenCollection");

export function formatUser({ username, team, role: own, isActive, createdAt }: User): z.infer<typeof user> {
  return { username, team_name: team, role: own, is_active: isActive, created_at: formatInstant(createdAt) };
}

export function formatToken(view: TokenView): z.infer<typeof token> {
  const { id, name, username, team, role: own, createdAt, expiresAt, lastUsedAt } = view;
  return {
    id,
    name,
    username,
    team_name: team,
    role: own,
    created_at: formatInstant(createdAt),
    expires_at: formatOptional(expiresAt),
    last_used_at: formatOptional(lastUsedAt),
  };
}

const SHORTEST_PASSWORD = 12;

/**
 * Why a password may not be had, or null. Length is what counts (NIST SP 800-63B, 3.1.1.2): no rules about kinds of
 * characters, but none that the name gives away.
 */
export function refusePassword(password: string, username: string): string | null {
  const letters = Array.from(password.normalize("NFKC").toLowerCase());
  if (letters.length < SHORTEST_PASSWORD) return `a password has ${SHORTEST_PASSWORD} characters or more`;
  if (new Set(letters).size < 4) return "a password has four different characters or more";
  const rest = letters.join("").replaceAll(username.toLowerCase(), "");
  return rest.length < SHORTEST_PASSWORD / 2 ? "a password is more than the user's name" : null;
}
