/** What a user or a token may do, each including those before it. */
export const ROLES = ["viewer", "operator", "author", "admin"] as const;
export type Role = (typeof ROLES)[number];

export function pickLesserRole(left: Role, right: Role): Role {
  return ROLES.indexOf(left) < ROLES.indexOf(right) ? left : right;
}
