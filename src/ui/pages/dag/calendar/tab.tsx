import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { definitionQuery, type Definition } from "../../../api/definition.ts";
import { runsQuery } from "../../../api/runs.ts";
import { IconButton } from "../../../kit/button.tsx";
import { StateIcon } from "../../../kit/state-icon.tsx";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { linkToRun } from "../../../links.ts";
import { useSearchState } from "../../../search-state.ts";
import { STATES } from "../../../theme/states.ts";
import { getLanguageTag, useWords } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";
import { formatMonth, listDays, listPlanned, moveMonth, readMonth, type Day } from "./days.ts";

/** A month of runs: those that were, by how they ended, and those that are planned. */
export function CalendarTab({ dagId }: DagTabProps) {
  const { data, error, refetch } = useQuery(definitionQuery(dagId));
  if (data !== undefined) return <Month dagId={dagId} definition={data} />;
  if (error !== null) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={8} />;
}

function Month({ dagId, definition }: { readonly dagId: string; readonly definition: Definition }) {
  const t = useWords();
  const [now] = useState(() => Date.now());
  const [text, setText] = useSearchState("month", formatMonth(now));
  const month = useMemo(() => readMonth(text) ?? { from: now, to: now }, [text, now]);
  const runs = useRunsOf(dagId, month);
  const planned = useMemo(() => listPlanned(definition, now, month.to), [definition, now, month]);
  const days = useMemo(() => listDays(month, runs, planned), [month, runs, planned]);
  const title = new Intl.DateTimeFormat(getLanguageTag(), { month: "long", year: "numeric", timeZone: "UTC" });
  return (
    <div className="p-3 sm:p-4">
      <div className="flex items-center gap-2 pb-3">
        <IconButton icon="chevronLeft" label={t("calendar.before")} onClick={() => setText(moveMonth(text, -1))} />
        <h2 className="w-40 text-center font-semibold">{title.format(month.from)}</h2>
        <IconButton icon="chevronRight" label={t("calendar.after")} onClick={() => setText(moveMonth(text, 1))} />
        <span className="text-xs text-ink-3">{t("calendar.zone")}</span>
      </div>
      <WeekDays days={days.slice(0, 7)} />
      <ol className="grid grid-cols-7 gap-px overflow-hidden rounded-lg border border-line bg-line">
        {days.map((day) => (
          <DayCell
            key={day.date}
            dagId={dagId}
            day={day}
            isToday={day.date === new Date(now).toISOString().slice(0, 10)}
          />
        ))}
      </ol>
    </div>
  );
}

function WeekDays({ days }: { readonly days: readonly Day[] }) {
  const name = new Intl.DateTimeFormat(getLanguageTag(), { weekday: "short", timeZone: "UTC" });
  return (
    <ol aria-hidden="true" className="grid grid-cols-7 gap-px px-px pb-1 text-xs font-medium text-ink-3">
      {days.map(({ date }) => (
        <li key={date} className="truncate px-1.5">
          {name.format(Date.parse(date))}
        </li>
      ))}
    </ol>
  );
}

/** All runs of a month, page after page. */
function useRunsOf(dagId: string, month: { from: number; to: number }) {
  const filter = { run_after_gte: new Date(month.from).toISOString(), run_after_lt: new Date(month.to).toISOString() };
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery(runsQuery(filter, dagId));
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  return useMemo(() => data?.pages.flatMap(({ dag_runs }) => dag_runs) ?? [], [data]);
}

/** So many runs of a day stand there one by one. */
const ONE_BY_ONE = 4;

function DayCell({ dagId, day, isToday }: { readonly dagId: string; readonly day: Day; readonly isToday: boolean }) {
  const t = useWords();
  const { date, counts, runs, planned, isInMonth } = day;
  return (
    <li className={`min-h-20 min-w-0 p-0.5 sm:min-h-24 sm:p-1.5 ${isInMonth ? "bg-surface" : "bg-canvas"}`}>
      <span className={`tabular text-xs ${isToday ? "rounded bg-accent px-1 text-accent-ink" : "text-ink-3"}`}>
        {Number(date.slice(8))}
      </span>
      {runs.length > ONE_BY_ONE ? (
        <Counts counts={counts} total={runs.length} />
      ) : (
        runs.map((run) => (
          <Link
            key={run.dag_run_id}
            {...linkToRun(dagId, run.dag_run_id)}
            className="flex min-h-6 items-center gap-1 text-xs hover:underline max-sm:gap-0.5 max-sm:text-2xs"
          >
            <StateIcon state={run.state} size={12} />
            <span className="tabular truncate">{run.run_after.slice(11, 16)}</span>
          </Link>
        ))
      )}
      {planned.length > 0 && (
        <span className="mt-1 block truncate text-xs text-ink-3">
          {t("calendar.planned", { count: planned.length })}
        </span>
      )}
    </li>
  );
}

function Counts({ counts, total }: { readonly counts: Day["counts"]; readonly total: number }) {
  const t = useWords();
  const label = counts.map(([state, count]) => `${count} ${t(`state.${state}`)}`).join(", ");
  return (
    <span className="mt-1 block" title={label}>
      <span className="flex h-2 overflow-hidden rounded-sm" role="img" aria-label={label}>
        {counts.map(([state, count]) => (
          <span key={state} style={{ inlineSize: `${(100 * count) / total}%`, backgroundColor: STATES[state].fill }} />
        ))}
      </span>
      <span className="tabular text-xs text-ink-2">{t("calendar.runs", { count: total })}</span>
    </span>
  );
}
