import type { ApiClient } from "../client/index.ts";
import type { CopiedDag } from "./export-file.ts";
import { take } from "./take.ts";

export const RUNS_AT_ONCE = 100;

/** In pieces that a request bears. */
export async function saveCopy(client: ApiClient, { source, dag, tasks, dag_runs }: CopiedDag): Promise<void> {
  for (let from = 0; from === 0 || from < dag_runs.length; from += RUNS_AT_ONCE) {
    const json = { dag, tasks, dag_runs: dag_runs.slice(from, from + RUNS_AT_ONCE) };
    await take(client.api.x.imports[":source"].$post({ param: { source }, json }));
  }
}
