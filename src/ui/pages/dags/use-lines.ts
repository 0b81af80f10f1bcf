import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { dagsQuery, type DagLine } from "../../api/dags.ts";

/** All lines of the list: the first page is shown at once, the others follow by themselves. */
export function useLines() {
  const query = useInfiniteQuery(dagsQuery({}));
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const lines = useMemo(() => unite(data?.pages.flatMap(({ dags }) => dags) ?? []), [data]);
  return { ...query, lines };
}

/** A DAG that appeared while pages were read may stand on two of them. */
function unite(lines: readonly DagLine[]): readonly DagLine[] {
  return [...new Map(lines.map((line) => [line.dag_id, line])).values()];
}
