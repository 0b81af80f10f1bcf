import { formatDagId, parseDagId, type DagKey } from "../core/ids.ts";
import { ROLES, type Role } from "../store/role.ts";
import { Problem } from "./problem.ts";

/** Who asks. A team of null reaches every team. */
export interface Principal {
  readonly user: string;
  /** False for a program's own token: what belongs to the user of its name is not its own. */
  readonly isUser: boolean;
  readonly team: string | null;
  readonly role: Role;
  readonly tokenId: string;
}

/** What a route needs of its caller; every route names one, and the app does not start when one does not. */
export const POLICIES = ["public", "read", "operate", "administer"] as const;
export type Policy = (typeof POLICIES)[number];

const LEAST_ROLE: Readonly<Record<Exclude<Policy, "public">, Role>> = {
  read: "viewer",
  operate: "operator",
  administer: "admin",
};

export function isPolicy(value: unknown): value is Policy {
  return POLICIES.some((policy) => policy === value);
}

/** The one place that decides what a role may do. */
export function isAllowed(policy: Policy, role: Role): boolean {
  return policy === "public" || ROLES.indexOf(role) >= ROLES.indexOf(LEAST_ROLE[policy]);
}

/** Throws a 403 with words when the caller's role is too low for the route. */
export function authorize(policy: Exclude<Policy, "public">, principal: Principal): void {
  if (isAllowed(policy, principal.role)) return;
  const least = LEAST_ROLE[policy];
  const needed = ROLES.indexOf(least) === ROLES.length - 1 ? least : `${least} or higher`;
  throw new Problem(
    403,
    `Forbidden: user "${principal.user}" has the role ${principal.role} here; this needs ${needed}`,
  );
}

/**
 * The DAG that a path or a list item names. Every id from outside goes through here, nested ones too. A DAG of a foreign
 * team answers as one that does not exist, so that ids of other teams cannot be found out.
 */
export function resolveDag(principal: Principal, dagId: string): DagKey {
  const key = findReachable(principal, dagId);
  if (key === null) throw refuseDag(dagId);
  return key;
}

/** Null for an id that can be none, or is of a foreign team: for lists, which pass by what they cannot show. */
export function findReachable(principal: Principal, dagId: string): DagKey | null {
  const key = parseDagId(dagId);
  return key !== null && mayReachTeam(principal, key.team) ? key : null;
}

export function mayReachTeam(principal: Principal, team: string): boolean {
  return principal.team === null || principal.team === team;
}

/** Whether a user of that name is the caller themself. */
export function isSelf(principal: Principal, username: string | null): boolean {
  return principal.isUser && principal.user === username;
}

/** Throws a 403 unless the caller administers the team; a team of null is every team. */
export function authorizeTeam(principal: Principal, team: string | null): void {
  authorize("administer", principal);
  if (principal.team === null || principal.team === team) return;
  const what = team === null ? "every team" : `team "${team}"`;
  throw new Problem(403, `Forbidden: user "${principal.user}" administers team "${principal.team}", not ${what}`);
}

export function refuseDag(dag: string | DagKey): Problem {
  const dagId = typeof dag === "string" ? dag : formatDagId(dag);
  return new Problem(404, `The DAG with dag_id: \`${dagId}\` was not found`);
}
