import { useLocation } from "@tanstack/react-router";
import { useRef, type ReactNode } from "react";
import type { List } from "../api/list.ts";
import { useListKeys } from "../keys/list-keys.ts";
import { useShortcuts } from "../keys/registry.ts";
import { Button, IconButton } from "../kit/button.tsx";
import type { IconName } from "../kit/icon.tsx";
import { SearchInput } from "../kit/search-input.tsx";
import { EmptyState, ErrorState, Loading } from "../kit/states.tsx";
import { Table, type Column } from "../kit/table.tsx";
import { useSearchState } from "../search-state.ts";
import { ViewsMenu } from "../views/views-menu.tsx";
import { useWords } from "../words/catalogue.ts";

interface ListViewProps<Row> extends Omit<ToolbarProps, "children"> {
  readonly label: string;
  readonly list: List<Row>;
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly Column<Row>[];
  readonly grid: string;
  readonly icon: IconName;
  /** What is said when there is none, and how one comes about. */
  readonly empty: string;
  readonly emptyHint: string;
  /** What Enter does on a row. */
  readonly onOpen: (row: Row) => void;
}

/** A list to search, with a way to add to it; keys walk over it. What is searched stands in the URL as `q`. */
export function ListView<Row>(props: ListViewProps<Row>) {
  const { list, label, columns, grid, rowKey, icon, empty, emptyHint, onOpen } = props;
  const t = useWords();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const rows = list.rows ?? [];
  const open = (index: number) => {
    const row = rows[index];
    if (row !== undefined) onOpen(row);
  };
  const [active] = useListKeys({ count: rows.length, onOpen: open });
  if (list.error !== null && list.rows === undefined) return <ErrorState error={list.error} onRetry={list.refetch} />;
  return (
    <div className="flex h-full flex-col">
      <Toolbar search={props.search} create={props.create} filters={props.filters}>
        <span className="tabular text-xs text-ink-3">{t("common.rows", { count: list.total })}</span>
        {(props.search !== undefined || props.filters !== undefined) && <ViewsMenu page={path} />}
        <IconButton icon="clear" label={t("common.refresh")} disabled={list.isFetching} onClick={list.refetch} />
      </Toolbar>
      <div className="min-h-0 flex-1">
        {list.rows === undefined && <Loading rows={12} />}
        {list.rows?.length === 0 && <EmptyState icon={icon} title={empty} hint={emptyHint} />}
        {rows.length > 0 && (
          <Table
            label={label}
            rows={rows}
            rowKey={rowKey}
            columns={columns}
            grid={grid}
            active={active}
            onEnd={list.onEnd}
          />
        )}
      </div>
    </div>
  );
}

interface ToolbarProps {
  /** What the search looks for; none without it. */
  readonly search?: string | undefined;
  /** The button's words and deed; not given to whom it would be refused. */
  readonly create?: { readonly words: string; readonly run: () => void } | undefined;
  /** Beside the search. */
  readonly filters?: ReactNode;
  readonly children: ReactNode;
}

function Toolbar({ search, create, filters, children }: ToolbarProps) {
  const [text, setText] = useSearchState("q");
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: "/", words: "keys.search", group: "page", run: () => input.current?.focus() }]);
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-2 sm:px-4">
      {search !== undefined && (
        <SearchInput ref={input} label={search} value={text} onChange={setText} className="w-full sm:w-64" />
      )}
      {filters}
      <span className="flex-1" />
      {children}
      {create !== undefined && <CreateButton {...create} />}
    </div>
  );
}

function CreateButton({ words, run }: { readonly words: string; readonly run: () => void }) {
  useShortcuts([{ keys: "n", words: "keys.create", group: "page", run }]);
  return (
    <Button look="primary" icon="plus" onClick={run}>
      {words}
    </Button>
  );
}
