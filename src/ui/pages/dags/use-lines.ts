import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { dagsQuery, type DagLine } from "../../api/dags.ts";

const NO_TEAMS: readonly string[] = [];

/** All lines of the list, or of a team's part of it: the first page is shown at once, the others follow by themselves. */
export function useLines(team = "") {
  const asked = dagsQuery(team === "" ? {} : { team });
  // While another team's lines come, those that are here already are shown.
  const query = useInfiniteQuery({ ...asked, placeholderData: keepPreviousData });
  const { data, hasNextPage, isFetching, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const lines = useMemo(() => unite(data?.pages.flatMap(({ dags }) => dags) ?? []), [data]);
  return { ...query, lines, teams: data?.pages[0]?.teams ?? NO_TEAMS };
}

/** A DAG that appeared while pages were read may stand on two of them. */
function unite(lines: readonly DagLine[]): readonly DagLine[] {
  return [...new Map(lines.map((line) => [line.dag_id, line])).values()];
}
