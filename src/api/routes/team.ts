import { DEFAULT_TEAM } from "../../core/ids.ts";
import { mayReachTeam } from "../authorize.ts";
import type { ApiContext } from "../environment.ts";
import { Problem, refuseValue } from "../problem.ts";

/** The team something is made for: the one named, else the caller's own. Throws a 403 for a foreign one, a 422 for "". */
export function chooseTeam(context: ApiContext, teamName: string | null | undefined): string {
  const { principal } = context.var;
  if (teamName === "") throw refuseValue(["body", "team_name"], "a team has a name of at least 1 character", teamName);
  const team = teamName ?? principal.team ?? DEFAULT_TEAM;
  if (mayReachTeam(principal, team)) return team;
  throw new Problem(403, `Forbidden: user "${principal.user}" does not belong to team "${team}"`);
}

/** A list's part that is one team's: of a team out of reach it is empty, and does not tell whether there is one. */
export function narrowTeam(context: ApiContext, asked: string | undefined): { team: string | null; dags?: [] } {
  const { principal } = context.var;
  if (asked === undefined || asked === "") return { team: principal.team };
  return mayReachTeam(principal, asked) ? { team: asked } : { team: principal.team, dags: [] };
}

/** Where a name from outside may lead: to the caller's own team first, else as `team.name` to another in reach. */
export function listMeanings(context: ApiContext, name: string): readonly { team: string; name: string }[] {
  const { principal } = context.var;
  const own = { team: principal.team ?? DEFAULT_TEAM, name };
  const [team = "", ...rest] = name.split(".");
  return rest.length === 0 || !mayReachTeam(principal, team) ? [own] : [own, { team, name: rest.join(".") }];
}

/** Refuses to move a thing to another team; a form that only repeats the team says nothing. */
export function keepTeam(context: ApiContext, team: string, teamName: string | null | undefined): void {
  if (teamName === undefined || chooseTeam(context, teamName) === team) return;
  throw new Problem(400, `It stays with its team "${team}"`);
}
