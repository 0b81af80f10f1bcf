import { useQuery } from "@tanstack/react-query";
import { slotRecordsQuery } from "../../../api/schedule.ts";
import { Panel } from "../../../kit/panel.tsx";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { Time } from "../../../kit/time.tsx";
import { useWords } from "../../../words/catalogue.ts";

/** Slots that were due and have no run of their own, each with the reason. */
export function RecordsPanel({ dagId }: { readonly dagId: string }) {
  const t = useWords();
  const { data, error } = useQuery(slotRecordsQuery(dagId));
  return (
    <Panel title={t("details.records")} count={data?.total_entries}>
      {error !== null && data === undefined && <ErrorState error={error} />}
      {error === null && data === undefined && <Loading rows={3} />}
      {data?.records.length === 0 && <EmptyState isSmall title={t("details.noRecords")} />}
      <ul
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("details.records")}
        className="max-h-96 overflow-auto"
      >
        {data?.records.map(({ number, kind, logical_date, at, reason }) => (
          <li
            key={number}
            className="grid gap-x-3 border-b border-line px-3 py-1.5 last:border-0 sm:grid-cols-[9rem_8rem_minmax(0,1fr)]"
          >
            <span className="font-medium">
              <Time value={logical_date} look="absolute" />
            </span>
            <span className="text-ink-2">{t(`details.record_${kind}`)}</span>
            <span className="min-w-0 break-words">
              {reason.text}{" "}
              <span className="text-xs text-ink-3">
                <Time value={at} />
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
