import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { DagLine, DagPage } from "../../api/dags.ts";

/** Changes lines that are on the page already, before the server has answered. Gives the ids of those that did change. */
export function replaceLines(
  queryClient: QueryClient,
  ids: readonly string[],
  change: (line: DagLine) => DagLine,
): readonly string[] {
  const wanted = new Set(ids);
  const changed = new Set<string>();
  const replace = (line: DagLine): DagLine => {
    const next = wanted.has(line.dag_id) ? change(line) : line;
    if (next !== line) changed.add(line.dag_id);
    return next;
  };
  queryClient.setQueriesData<InfiniteData<DagPage>>({ queryKey: ["dags"] }, (data) => {
    if (data === undefined) return data;
    return { ...data, pages: data.pages.map((page) => ({ ...page, dags: page.dags.map(replace) })) };
  });
  return [...changed];
}
