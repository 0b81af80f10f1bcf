import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { runsQuery, type Run } from "../../api/runs.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { Button } from "../../kit/button.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Table } from "../../kit/table.tsx";
import { linkToRun } from "../../links.ts";
import { useSearchChange, type Search } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { GRID, listColumns } from "./columns.tsx";
import { toFilter } from "./filter.ts";
import { Toolbar } from "./toolbar.tsx";

/** Runs of all DAGs, the newest first; more are loaded as one scrolls. */
export function RunsPage() {
  const t = useWords();
  const search: Search = useSearch({ strict: false });
  const filter = useMemo(() => toFilter(search), [search]);
  const query = useInfiniteQuery(runsQuery(filter));
  const { data, isPending, error, refetch } = query;
  const runs = useMemo(() => data?.pages.flatMap((page) => page.dag_runs) ?? [], [data]);
  const active = useKeys(runs);
  const onEnd = useLoadMore(query);
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{t("runs.title")}</h1>
      <Toolbar />
      <div className="min-h-0 flex-1">
        {isPending && <Loading rows={16} />}
        {!isPending && runs.length === 0 && <NothingFound />}
        {runs.length > 0 && (
          <Table
            label={t("runs.label")}
            rows={runs}
            rowKey={(run) => `${run.dag_id}/${run.dag_run_id}`}
            columns={listColumns(t)}
            grid={GRID}
            active={active}
            onEnd={onEnd}
          />
        )}
      </div>
    </div>
  );
}

function useLoadMore({ hasNextPage, isFetching, fetchNextPage }: ReturnType<typeof useInfiniteQuery>): () => void {
  return useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
}

function useKeys(runs: readonly Run[]): number {
  const navigate = useNavigate();
  const open = (index: number) => {
    const run = runs[index];
    if (run !== undefined) void navigate(linkToRun(run.dag_id, run.dag_run_id));
  };
  return useListKeys({ count: runs.length, onOpen: open })[0];
}

function NothingFound() {
  const t = useWords();
  const change = useSearchChange();
  const clear = () => change({ q: undefined, state: undefined, type: undefined, hours: undefined, team: undefined });
  return (
    <EmptyState
      icon="runs"
      title={t("runs.none")}
      hint={t("runs.noneHint")}
      action={<Button onClick={clear}>{t("runs.clearFilter")}</Button>}
    />
  );
}
