import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { poolSlotsQuery, type SlotParty } from "../../api/pools.ts";
import { IconButton } from "../../kit/button.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToTask } from "../../links.ts";
import { useWords } from "../../words/catalogue.ts";

interface PartiesProps {
  readonly name: string;
  readonly onClose: () => void;
}

/** Who holds a pool's slots and since when, and who waits for them. */
export function Parties({ name, onClose }: PartiesProps) {
  const t = useWords();
  const { data, error, isFetching, refetch } = useQuery(poolSlotsQuery(name));
  const actions = (
    <>
      <IconButton icon="clear" label={t("common.refresh")} disabled={isFetching} onClick={() => void refetch()} />
      <IconButton icon="close" label={t("common.close")} onClick={onClose} />
    </>
  );
  return (
    <section
      aria-label={name}
      className="grid content-start gap-3 overflow-auto border-line p-3 max-lg:border-t lg:border-s"
    >
      <Panel title={t("pools.holders", { name })} count={data?.held} actions={actions}>
        {data === undefined && error === null && <Loading rows={3} />}
        {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <PartyList parties={data.holders} none={t("pools.noHolders")} />}
      </Panel>
      <Panel title={t("pools.waiters")} count={data?.waiting}>
        {data !== undefined && <PartyList parties={data.waiters} none={t("pools.noWaiters")} />}
      </Panel>
    </section>
  );
}

function PartyList({ parties, none }: { readonly parties: readonly SlotParty[]; readonly none: string }) {
  const t = useWords();
  if (parties.length === 0) return <EmptyState isSmall title={none} />;
  return (
    <ul>
      {parties.map((party) => {
        const { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex } = party;
        return (
          <li
            key={[dagId, runId, taskId, mapIndex, party.try_number].join("/")}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 border-b border-line px-3 py-1.5 last:border-0"
          >
            <Link {...linkToTask({ dagId, runId, taskId, mapIndex })} className="truncate font-medium hover:underline">
              {mapIndex < 0 ? taskId : `${taskId} [${mapIndex}]`}
            </Link>
            <span className="text-xs text-ink-2">{t("pools.slotsOf", { count: party.slots })}</span>
            <span className="truncate text-xs text-ink-3" title={`${dagId} · ${runId}`}>
              {dagId} · {runId}
            </span>
            <span className="text-xs text-ink-3">
              {party.deferred && `${t("state.deferred")} · `}
              <Time value={party.since} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
