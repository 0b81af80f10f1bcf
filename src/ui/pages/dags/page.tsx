import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { useMay } from "../../api/session.ts";
import { useListKeys } from "../../keys/list-keys.ts";
import { useShortcuts } from "../../keys/registry.ts";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Button } from "../../kit/button.tsx";
import { Table } from "../../kit/table.tsx";
import { useSearchChange, useSearchState } from "../../search-state.ts";
import { useWords } from "../../words/catalogue.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { chooseLines } from "./choose-lines.ts";
import { GRID, listColumns } from "./columns.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useChoice } from "./use-choice.ts";
import { useLines } from "./use-lines.ts";
import { useSelection } from "./use-selection.ts";

const ImportedDags = lazy(async () => ({ default: (await import("../imports/dag-list.tsx")).ImportedDags }));

/** Our DAGs, or those that were copied from elsewhere. */
export function DagsPage() {
  const [scope] = useSearchState("scope");
  if (scope !== "imported") return <OurDags />;
  return (
    <Suspense fallback={<Loading rows={16} />}>
      <ImportedDags />
    </Suspense>
  );
}

/** All DAGs: one line each with the last runs, the next one, and what can be done about many at once. */
function OurDags() {
  const t = useWords();
  const choice = useChoice();
  const { lines, teams, isPending, error, refetch } = useLines(choice.team);
  const chosen = useMemo(() => chooseLines(lines, choice), [lines, choice]);
  const selection = useSelection(chosen.map(({ dag_id }) => dag_id));
  const mayOperate = useMay("operate");
  const active = useKeys(
    chosen.map(({ dag_id }) => dag_id),
    mayOperate ? selection : null,
  );
  if (error !== null && lines.length === 0) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div className="flex h-full flex-col">
      <h1 className="sr-only">{t("dags.title")}</h1>
      {selection.ids.size === 0 ? (
        <Toolbar {...{ lines, teams, choice, isPending }} count={chosen.length} />
      ) : (
        <BulkBar selection={selection} matching={chosen.length} />
      )}
      <div className="min-h-0 flex-1">
        {isPending && <Loading rows={16} />}
        {!isPending && chosen.length === 0 && <NothingFound />}
        {chosen.length > 0 && (
          <Table
            label={t("dags.label")}
            rows={chosen}
            rowKey={(line) => line.dag_id}
            columns={listColumns(t, mayOperate ? selection : null)}
            grid={GRID}
            active={active}
            isSelected={(line) => selection.ids.has(line.dag_id)}
          />
        )}
      </div>
    </div>
  );
}

function useKeys(ids: readonly string[], selection: ReturnType<typeof useSelection> | null): number {
  const navigate = useNavigate();
  const open = (index: number) => {
    const dagId = ids[index];
    if (dagId !== undefined) void navigate({ to: "/dags/$dagId", params: { dagId } });
  };
  const select = (index: number) => selection?.toggle(ids[index] ?? "");
  const [active] = useListKeys({
    count: ids.length,
    onOpen: open,
    ...(selection === null ? {} : { onSelect: select }),
  });
  useShortcuts(
    selection === null
      ? []
      : [
          { keys: "A", words: "keys.selectAll", group: "page", run: selection.selectAll },
          { keys: "Escape", words: "keys.close", group: "page", run: selection.clear },
        ],
  );
  return active;
}

function NothingFound() {
  const t = useWords();
  const change = useSearchChange();
  const none = { q: undefined, scope: undefined, tag: undefined, owner: undefined, team: undefined };
  const clear = () => change({ ...none, favorites: undefined });
  return (
    <EmptyState
      icon="dag"
      title={t("dags.none")}
      hint={t("dags.noneHint")}
      action={<Button onClick={clear}>{t("dags.clearFilter")}</Button>}
    />
  );
}
