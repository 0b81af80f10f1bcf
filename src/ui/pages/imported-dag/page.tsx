import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { findOriginal, importedLinesQuery, importedRunsQuery, type ImportedLine } from "../../api/imports.ts";
import { useList } from "../../api/list.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { EmptyState, ErrorState, Loading, NotFound } from "../../kit/states.tsx";
import { Table } from "../../kit/table.tsx";
import { useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { Bars } from "../imports/bars.tsx";
import { readRun } from "../imports/run-shape.ts";
import { GRID, listColumns } from "./columns.tsx";
import { Header } from "./header.tsx";

/** A DAG of another deployment as it was copied: its runs can be read, and nothing can be done about it here. */
export function ImportedDagPage() {
  const { source = "", importedId = "" } = useParams({ strict: false });
  const [team] = useSearchState("team");
  const { data, error, refetch } = useQuery(importedLinesQuery({ source, dag_id: importedId, team, runs: 0 }));
  const line = data?.dags.find(({ dag_id }) => dag_id === importedId);
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={10} />;
  if (line === undefined) return <NotFound />;
  return (
    <div className="flex h-full flex-col">
      <Header line={line} />
      <History line={line} />
    </div>
  );
}

/** As many as fit beside each other on a wide screen. */
const BARS = 100;

function History({ line }: { readonly line: ImportedLine }) {
  const t = useWords();
  const { dag_id: dagId, url } = line;
  const list = useList(importedRunsQuery(line, dagId));
  const runs = list.rows?.map(readRun) ?? [];
  const open = (index: number) => {
    const run = runs[index];
    const original = run === undefined ? null : findOriginal(url, dagId, run.id);
    if (original !== null) window.open(original, "_blank", "noreferrer");
  };
  const [active] = useListKeys({ count: runs.length, onOpen: open });
  if (list.rows === undefined && list.error !== null) return <ErrorState error={list.error} onRetry={list.refetch} />;
  if (list.rows === undefined) return <Loading rows={10} />;
  if (runs.length === 0) return <EmptyState icon="runs" title={t("imports.noRuns")} hint={t("imports.noRunsHint")} />;
  return (
    <>
      <div className="flex shrink-0 border-b border-line px-4 py-3">
        <Bars runs={runs.slice(0, BARS)} height="4rem" />
      </div>
      <div className="min-h-0 flex-1">
        <Table
          label={t("imports.history")}
          rows={runs}
          rowKey={({ id }) => id}
          columns={listColumns(t, (run) => findOriginal(url, dagId, run))}
          grid={GRID}
          active={active}
          onEnd={list.onEnd}
        />
      </div>
    </>
  );
}
