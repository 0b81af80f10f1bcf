import { Link } from "@tanstack/react-router";
import { ASSET_EVENTS, type Asset, type AssetEvent } from "../../api/assets.ts";
import { listQuery, useList } from "../../api/list.ts";
import { Button } from "../../kit/button.tsx";
import { Code } from "../../kit/code.tsx";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToRun, linkToTask } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";

/** Every time the asset was brought about: by what, with what beside it, and which runs came of it. */
export function Events({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const filter = { asset_id: asset.id, order_by: "-timestamp" };
  const { rows, total, error, refetch, onEnd } = useList(listQuery<AssetEvent>(ASSET_EVENTS, "asset_events", filter));
  return (
    <Panel title={t("assets.events")} count={total}>
      {rows === undefined && error === null && <Loading rows={6} />}
      {rows === undefined && error !== null && <ErrorState error={error} onRetry={refetch} />}
      {rows?.length === 0 && <EmptyState isSmall title={t("assets.noEvents")} />}
      <ul>
        {rows?.map((event) => (
          <OneEvent key={event.id} event={event} />
        ))}
      </ul>
      {rows !== undefined && rows.length < total && (
        <div className="p-2 text-center">
          <Button look="quiet" onClick={onEnd}>
            {t("common.more")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function OneEvent({ event }: { readonly event: AssetEvent }) {
  const t = useWords();
  const { extra, created_dagruns: runs, partition_key } = event;
  const hasExtra = extra !== null && Object.keys(extra).length > 0;
  return (
    <li className="grid gap-1 border-b border-line px-3 py-2 last:border-0">
      <span className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-medium">
          <Time value={event.timestamp} look="absolute" withSeconds />
        </span>
        <Source event={event} />
        {partition_key !== null && <Code>{partition_key}</Code>}
      </span>
      {hasExtra && <span className="font-mono text-xs break-all text-ink-2">{JSON.stringify(extra)}</span>}
      {runs.length > 0 && (
        <span className="flex flex-wrap items-center gap-x-3 text-xs">
          <span className="text-ink-3">{t("assets.runs")}</span>
          {runs.map(({ dag_id, run_id, state }) => (
            <Link
              key={`${dag_id}/${run_id}`}
              {...linkToRun(dag_id, run_id)}
              className="inline-flex min-w-0 items-center gap-1 hover:underline"
            >
              <StateIcon state={state} size={12} />
              <span className="truncate">{dag_id}</span>
            </Link>
          ))}
        </span>
      )}
    </li>
  );
}

function Source({ event }: { readonly event: AssetEvent }) {
  const t = useWords();
  const { source_dag_id: dagId, source_run_id: runId, source_task_id: taskId, source_map_index: mapIndex } = event;
  if (dagId === null || runId === null || taskId === null) {
    return <span className="text-ink-3">{t("assets.byHand")}</span>;
  }
  return (
    <Link {...linkToTask({ dagId, runId, taskId, mapIndex })} className="min-w-0 truncate hover:underline">
      {dagId} · {taskId}
    </Link>
  );
}
