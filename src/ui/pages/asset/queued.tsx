import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ASSETS, dropQueued, queuedQuery, type Asset } from "../../api/assets.ts";
import { useMay } from "../../api/session.ts";
import { useChange } from "../../api/use-change.ts";
import { Button } from "../../kit/button.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";

/** DAGs that have the asset already, and wait for others before they run. */
export function Queued({ asset }: { readonly asset: Asset }) {
  const t = useWords();
  const mayOperate = useMay("operate");
  const { data, error } = useQuery(queuedQuery(String(asset.id)));
  const [isBusy, change] = useChange();
  const events = data?.queued_events ?? [];
  const drop = () =>
    void change({ act: () => dropQueued(asset.id), done: t("assets.queuedDropped"), touches: ["list", ASSETS] });
  const actions = mayOperate && events.length > 0 && (
    <Button look="quiet" className="h-7!" disabled={isBusy} onClick={drop}>
      {t("assets.dropQueued")}
    </Button>
  );
  return (
    <Panel title={t("assets.queued")} count={events.length} actions={actions}>
      {error !== null && <ErrorState error={error} />}
      {data !== undefined && events.length === 0 && <EmptyState isSmall title={t("assets.noQueued")} />}
      <ul>
        {events.map(({ dag_id: dagId, created_at }) => (
          <li key={dagId} className="flex justify-between gap-3 border-b border-line px-3 py-1.5 last:border-0">
            <Link to="/dags/$dagId" params={{ dagId }} className="truncate font-medium hover:underline">
              {dagId}
            </Link>
            <span className="text-xs text-ink-3">
              <Time value={created_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
