import type { Home } from "../../api/home.ts";
import { parseDagId } from "../../../core/ids.ts";

/** The team of a DAG by its id, as in `team.dag`. */
export function readTeam(dagId: string): string {
  return parseDagId(dagId)?.team ?? "";
}

/** The part of the view that belongs to a team; an empty name keeps everything. */
export function keepTeam(home: Home, team: string): Home {
  const counts = home.teams.find((one) => one.team === team);
  if (team === "" || counts === undefined) return home;
  const isOwn = ({ dag_id }: { readonly dag_id: string }) => readTeam(dag_id) === team;
  const late = home.late.filter(isOwn);
  return {
    ...home,
    counts: { ...counts, import_errors: counts.broken, late: late.length },
    failed: home.failed.filter(isOwn),
    active: home.active.filter(isOwn),
    late,
    next: home.next.filter(isOwn),
  };
}
