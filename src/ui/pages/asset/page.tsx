import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { assetGraphQuery } from "../../api/asset-graph.ts";
import { assetQuery, type Asset } from "../../api/assets.ts";
import { Code, CodeBlock } from "../../kit/code.tsx";
import { Facts } from "../../kit/facts.tsx";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { readState } from "../../theme/states.ts";
import { useAssetWatch } from "../../live/use-asset-watch.ts";
import { useWords } from "../../words/catalogue.ts";
import { Actions } from "./actions.tsx";
import { Events } from "./events.tsx";
import { Neighbours } from "./neighbours.tsx";
import { Queued } from "./queued.tsx";

/** One asset: who brings it about, who waits for it, and every time it was brought about. */
export function AssetPage() {
  const { assetId = "" } = useParams({ strict: false });
  useAssetWatch();
  const { data, error, refetch } = useQuery(assetQuery(assetId));
  if (data !== undefined) return <AssetView asset={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={12} />;
}

function AssetView({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  return (
    <div className="grid gap-3 p-3 sm:p-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold break-words">{asset.name}</h1>
        <span className="flex-1" />
        <Actions asset={asset} />
      </header>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="grid min-w-0 gap-3">
          <About asset={asset} />
          <References
            asset={asset}
            title={t("assets.producers")}
            of={asset.producing_tasks}
            none={t("assets.noProducers")}
          />
          <References
            asset={asset}
            title={t("assets.consumers")}
            of={[...asset.scheduled_dags, ...asset.consuming_tasks]}
            none={t("assets.noConsumers")}
          />
          <Queued asset={asset} />
        </div>
        <div className="grid min-w-0 gap-3">
          <Neighbours asset={asset} />
          <Events asset={asset} />
        </div>
      </div>
    </div>
  );
}

function About({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const hasExtra = asset.extra !== null && Object.keys(asset.extra).length > 0;
  return (
    <Panel title={t("assets.about")}>
      <Facts
        facts={[
          { name: t("assets.uri"), value: <Code>{asset.uri}</Code> },
          { name: t("assets.group"), value: asset.group },
          { name: t("assets.since"), value: <Time value={asset.created_at} look="absolute" /> },
          { name: t("assets.aliases"), value: asset.aliases.map(({ name }) => name).join(", ") || "–" },
        ]}
      />
      {hasExtra && (
        <div className="border-t border-line p-3">
          <CodeBlock text={JSON.stringify(asset.extra, null, 2)} label={t("assets.extra")} />
        </div>
      )}
    </Panel>
  );
}

interface ReferencesProps {
  readonly asset: Asset;
  readonly title: string;
  /** DAGs that are scheduled by the asset, or tasks that read or write it. */
  readonly of: readonly { readonly dag_id: string; readonly task_id?: string }[];
  readonly none: string;
}

function References({ asset, title, of, none }: ReferencesProps) {
  const { data } = useQuery(assetGraphQuery(asset.id));
  const runs = new Map(data?.dags.map(({ dag_id, last_run }) => [dag_id, last_run]));
  return (
    <Panel title={title} count={of.length}>
      {of.length === 0 && <EmptyState isSmall title={none} />}
      <ul>
        {of.map(({ dag_id: dagId, task_id }) => (
          <li
            key={`${dagId}/${task_id ?? ""}`}
            className="flex items-center gap-1.5 border-b border-line px-3 py-1.5 last:border-0"
          >
            <StateIcon state={readState(runs.get(dagId)?.state ?? null)} />
            <Link to="/dags/$dagId" params={{ dagId }} className="min-w-0 font-medium break-words hover:underline">
              {dagId}
            </Link>
            {task_id !== undefined && <span className="min-w-0 truncate text-ink-3">· {task_id}</span>}
            <span className="ms-auto text-xs text-ink-3">
              <Time value={runs.get(dagId)?.start_date ?? null} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
