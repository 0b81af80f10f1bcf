import { infiniteQueryOptions, useInfiniteQuery, type InfiniteData } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { get, type Query } from "./http.ts";

export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}
/** The server's largest page. */
const PAGE = 100;

/** A list of the API, page by page; `name` is the field of an answer that holds the rows. */
export const listQuery = <Row>(address: string, name: string, filter: Query = {}) =>
  infiniteQueryOptions<ListPage<Row>, Error, InfiniteData<ListPage<Row>>, readonly unknown[], number>({
    queryKey: ["list", address, filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = { ...filter, limit: PAGE, offset: pageParam };
      const page = await get<Readonly<Record<string, unknown>>>(address, { query, signal });
      return { rows: page[name] as readonly Row[], total: Number(page["total_entries"]) };
    },
    initialPageParam: 0,
    getNextPageParam: ({ rows, total }, _, offset) => {
      const next = offset + rows.length;
      return rows.length === 0 || next >= total ? undefined : next;
    },
  });

export interface List<Row> {
  /** Undefined until the first page is there. */
  readonly rows: readonly Row[] | undefined;
  readonly total: number;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly refetch: () => void;
  /** Loads more, where there is more. */
  readonly onEnd: () => void;
}

export function useList<Row>(query: ReturnType<typeof listQuery<Row>>): List<Row> {
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(query);
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows), [data]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return { rows, total: data?.pages[0]?.total ?? 0, error, isFetching, refetch: () => void refetch(), onEnd };
}
