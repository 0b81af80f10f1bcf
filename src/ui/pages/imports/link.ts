import type { ImportedLine } from "../../api/imports.ts";

/** The page of an imported DAG. */
export function linkToImported({ source, team_name, dag_id }: ImportedLine) {
  return {
    to: "/imports/$source/$importedId",
    params: { source, importedId: dag_id },
    search: { team: team_name },
  } as const;
}
