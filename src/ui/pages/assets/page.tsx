import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, type ReactNode } from "react";
import { ListView } from "../../admin/list-view.tsx";
import { ASSETS, type Asset } from "../../api/assets.ts";
import { listQuery, useList } from "../../api/list.ts";
import { Segments } from "../../kit/segments.tsx";
import { Loading } from "../../kit/states.tsx";
import type { Column } from "../../kit/table.tsx";
import { Time } from "../../kit/time.tsx";
import { useAssetWatch } from "../../live/use-asset-watch.ts";
import { useSearchChange, useSearchState } from "../../search-state.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";

const GRID =
  "grid-cols-[minmax(0,1fr)_6rem] md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,2fr)_7rem] xl:grid-cols-[minmax(0,2fr)_minmax(0,3fr)_7rem_minmax(0,2fr)_minmax(0,2fr)_8rem]";

const AssetGraphView = lazy(async () => ({ default: (await import("./graph/view.tsx")).AssetGraphView }));

/** What tasks bring about, and what waits for it: as a list, or as a graph with the DAGs between. */
export function AssetsPage() {
  const t = useWords();
  const [view] = useSearchState("view", "list");
  const change = useSearchChange();
  const segments = [
    { id: "list", label: t("assets.list") },
    { id: "graph", label: t("assets.graph") },
  ];
  const show = (id: string) => change({ view: id === "list" ? undefined : id, focus: undefined, show: undefined });
  const views = <Segments label={t("assets.view")} segments={segments} current={view} onChange={show} />;
  return (
    <>
      <h1 className="sr-only">{t("shell.assets")}</h1>
      {view === "graph" ? (
        <Suspense fallback={<Loading rows={12} />}>
          <AssetGraphView views={views} />
        </Suspense>
      ) : (
        <AssetList views={views} />
      )}
    </>
  );
}

function AssetList({ views }: { readonly views: ReactNode }) {
  const t = useWords();
  useAssetWatch();
  const navigate = useNavigate();
  const [text] = useSearchState("q");
  const list = useList(listQuery<Asset>(ASSETS, "assets", { name_pattern: text }));
  const open = ({ id }: Asset) => void navigate({ to: "/assets/$assetId", params: { assetId: String(id) } });
  return (
    <ListView
      label={t("shell.assets")}
      search={t("assets.search")}
      filters={views}
      list={list}
      rowKey={({ id }) => String(id)}
      columns={listColumns(t)}
      grid={GRID}
      icon="database"
      empty={t("assets.none")}
      emptyHint={t("assets.noneHint")}
      onOpen={open}
    />
  );
}

function listColumns(t: Translate): Column<Asset>[] {
  return [
    {
      id: "name",
      header: t("assets.name"),
      cell: (asset) => <AssetLink asset={asset} />,
    },
    {
      id: "uri",
      header: t("assets.uri"),
      className: "hidden xl:flex text-ink-2",
      cell: ({ uri }) => <span className="truncate font-mono text-xs">{uri}</span>,
    },
    { id: "group", header: t("assets.group"), className: "hidden xl:flex text-ink-2", cell: ({ group }) => group },
    {
      id: "producers",
      header: t("assets.producers"),
      className: "hidden md:flex",
      cell: ({ producing_tasks }) => <Names names={producing_tasks.map(({ dag_id }) => dag_id)} />,
    },
    {
      id: "consumers",
      header: t("assets.consumers"),
      className: "hidden md:flex",
      cell: ({ scheduled_dags, consuming_tasks }) => (
        <Names names={[...scheduled_dags, ...consuming_tasks].map(({ dag_id }) => dag_id)} />
      ),
    },
    {
      id: "last",
      header: t("assets.last"),
      className: "justify-end text-ink-2",
      cell: ({ last_asset_event }) => <Time value={last_asset_event?.timestamp ?? null} />,
    },
  ];
}

function Names({ names }: { readonly names: readonly string[] }) {
  const text = [...new Set(names)].join(", ");
  return (
    <span className="truncate" title={text}>
      {text === "" ? <span className="text-ink-3">–</span> : text}
    </span>
  );
}

function AssetLink({ asset: { id, name } }: { readonly asset: Asset }) {
  return (
    <Link
      to="/assets/$assetId"
      params={{ assetId: String(id) }}
      className="truncate py-1.5 font-medium hover:underline"
    >
      {name}
    </Link>
  );
}
