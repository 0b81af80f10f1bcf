import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { DagLine, DagPage } from "../../api/dags.ts";

/** Changes lines that are on the page already: before the server has answered, or because it told of a change. */
export function replaceLines(
  queryClient: QueryClient,
  ids: readonly string[],
  change: (line: DagLine) => DagLine,
): void {
  const wanted = new Set(ids);
  queryClient.setQueriesData<InfiniteData<DagPage>>({ queryKey: ["dags"] }, (data) => {
    if (data === undefined) return data;
    const pages = data.pages.map((page) => ({
      ...page,
      dags: page.dags.map((line) => (wanted.has(line.dag_id) ? change(line) : line)),
    }));
    return { ...data, pages };
  });
}
