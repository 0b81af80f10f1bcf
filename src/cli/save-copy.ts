import type { ApiClient } from "../client/index.ts";
import type { CopiedDag } from "./export-file.ts";
import type { Outcome } from "./outcomes.ts";
import { take } from "./take.ts";

export const RUNS_AT_ONCE = 100;

/** In pieces that a request bears. */
export async function saveCopy(client: ApiClient, { source, dag, tasks, dag_runs }: CopiedDag): Promise<void> {
  for (let from = 0; from === 0 || from < dag_runs.length; from += RUNS_AT_ONCE) {
    const json = { dag, tasks, dag_runs: dag_runs.slice(from, from + RUNS_AT_ONCE) };
    await take(client.api.x.imports[":source"].$post({ param: { source }, json }));
  }
}

interface Report {
  readonly source: string;
  readonly url: string;
  readonly version: string;
  readonly outcomes: readonly Outcome[];
}

const SETTLED: readonly string[] = ["new", "changed", "unchanged", "copied"];
/** Of those that somebody has to see to; the sums count them all. */
const MOST_NAMED = 500;

/** What the import brought and what it could not, for those who did not see it run. */
export async function saveReport(client: ApiClient, { source, url, version, outcomes }: Report): Promise<void> {
  const sums = Map.groupBy(outcomes, ({ kind, outcome }) => `${kind}\n${outcome}`);
  const counts = [...sums.values()].flatMap((group) =>
    group.slice(0, 1).map(({ kind, outcome }) => ({ kind, outcome, count: group.length })),
  );
  const open = outcomes
    .filter(({ outcome }) => !SETTLED.includes(outcome))
    .slice(0, MOST_NAMED)
    .map(({ kind, name, outcome, detail }) => ({ kind, name, outcome, detail }));
  const json = { url: hideLogin(url), version, counts, open };
  await take(client.api.x.imports[":source"].report.$put({ param: { source }, json }));
}

function hideLogin(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname.replace(/\/$/, "")}`;
}
