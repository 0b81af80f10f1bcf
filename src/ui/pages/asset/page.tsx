import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { assetQuery, type Asset } from "../../api/assets.ts";
import { Code, CodeBlock } from "../../kit/code.tsx";
import { Facts } from "../../kit/facts.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";
import { Actions } from "./actions.tsx";
import { Events } from "./events.tsx";
import { Queued } from "./queued.tsx";

/** One asset: who brings it about, who waits for it, and every time it was brought about. */
export function AssetPage() {
  const { assetId = "" } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(assetQuery(assetId));
  if (data !== undefined) return <AssetView asset={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={12} />;
}

function AssetView({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const hasExtra = asset.extra !== null && Object.keys(asset.extra).length > 0;
  return (
    <div className="grid gap-3 p-3 sm:p-4">
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="min-w-0 text-base font-semibold break-words">{asset.name}</h1>
        <span className="flex-1" />
        <Actions asset={asset} />
      </header>
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="grid min-w-0 gap-3">
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
          <References title={t("assets.producers")} of={asset.producing_tasks} none={t("assets.noProducers")} />
          <References
            title={t("assets.consumers")}
            of={[...asset.scheduled_dags, ...asset.consuming_tasks]}
            none={t("assets.noConsumers")}
          />
          <Queued asset={asset} />
        </div>
        <Events asset={asset} />
      </div>
    </div>
  );
}

interface ReferencesProps {
  readonly title: string;
  /** DAGs that are scheduled by the asset, or tasks that read or write it. */
  readonly of: readonly { readonly dag_id: string; readonly task_id?: string }[];
  readonly none: string;
}

function References({ title, of, none }: ReferencesProps) {
  return (
    <Panel title={title} count={of.length}>
      {of.length === 0 && <EmptyState isSmall title={none} />}
      <ul>
        {of.map(({ dag_id: dagId, task_id }) => (
          <li key={`${dagId}/${task_id ?? ""}`} className="border-b border-line px-3 py-1.5 last:border-0">
            <Link to="/dags/$dagId" params={{ dagId }} className="font-medium break-words hover:underline">
              {dagId}
            </Link>
            {task_id !== undefined && <span className="text-ink-3"> · {task_id}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
