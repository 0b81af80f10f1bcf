import type { DagLine } from "../../api/dags.ts";

export const SCOPES = ["all", "active", "paused", "failing", "running", "broken"] as const;
export type Scope = (typeof SCOPES)[number];
export const SORTS = ["name", "next", "last"] as const;
export type Sort = (typeof SORTS)[number];

/** What the URL says of the list. */
export interface Choice {
  readonly text: string;
  readonly scope: Scope;
  readonly tag: string;
  readonly owner: string;
  readonly team: string;
  /** Only favourites. */
  readonly isFavorite: boolean;
  readonly sort: Sort;
}

const IN_SCOPE: Readonly<Record<Scope, (line: DagLine) => boolean>> = {
  all: () => true,
  active: (line) => !line.is_paused,
  paused: (line) => line.is_paused,
  failing: (line) => line.runs.find(({ state }) => state === "success" || state === "failed")?.state === "failed",
  running: (line) => line.active_runs > 0,
  broken: (line) => line.has_import_errors,
};

/** The lines that a choice leaves, in its order. All lines are here, so that typing needs no server. */
export function chooseLines(lines: readonly DagLine[], choice: Choice): readonly DagLine[] {
  const found = keepFiltered(lines, choice).filter(IN_SCOPE[choice.scope]);
  return choice.sort === "name"
    ? found
    : found.toSorted((one, other) => rank(one, choice.sort) - rank(other, choice.sort));
}

/** How many lines each scope would leave under the other filters. */
export function countScopes(lines: readonly DagLine[], choice: Choice): Readonly<Record<Scope, number>> {
  const filtered = keepFiltered(lines, choice);
  const counts = SCOPES.map((scope) => [scope, filtered.filter(IN_SCOPE[scope]).length] as const);
  return Object.fromEntries(counts) as Record<Scope, number>;
}

/** Every value that some line has, in alphabetical order. */
export function listValues(lines: readonly DagLine[], read: (line: DagLine) => readonly string[]): readonly string[] {
  return [...new Set(lines.flatMap(read))].toSorted((one, other) => one.localeCompare(other));
}

function keepFiltered(lines: readonly DagLine[], { text, tag, owner, team, isFavorite }: Choice): readonly DagLine[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(
    (line) =>
      (tag === "" || line.tags.includes(tag)) &&
      (owner === "" || line.owners.includes(owner)) &&
      (team === "" || line.team === team) &&
      (!isFavorite || line.is_favorite) &&
      words.every((word) => `${line.dag_id} ${line.dag_display_name}`.toLowerCase().includes(word)),
  );
}

/** The soonest next run, or the newest last one, comes first; what has none, last. */
function rank(line: DagLine, sort: Sort): number {
  if (sort === "next") return line.next_run === null || line.is_paused ? Infinity : Date.parse(line.next_run.run_after);
  const [last] = line.runs;
  return last === undefined ? Infinity : -Date.parse(last.run_after);
}
