import { useMemo } from "react";
import { previewSchedule } from "../../../core/timetable-preview.ts";
import type { Reason } from "../../../core/reason.ts";
import { renderReason } from "../../../core/reason-words.ts";
import type { Definition } from "../../api/definition.ts";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { formatDay } from "../../time/format.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";

const MONTH = 31 * 86_400_000;
const RUNS_AT_MOST = 2_000;

/** What the schedule will do over the next month, by the rules that make the runs. */
export function Month({ definition, from }: { readonly definition: Definition; readonly from: number }) {
  const t = useWords();
  const preview = useMemo(
    () => previewSchedule(definition.graph, definition.last_slot, from, RUNS_AT_MOST),
    [definition, from],
  );
  const runs = preview.runs.filter(({ runAfter }) => runAfter < from + MONTH);
  const days = Map.groupBy(runs, ({ local }) => local.slice(0, 10));
  return (
    <Panel title={t("simulator.month")} count={runs.length}>
      {runs.length === 0 && <EmptyState isSmall title={explainEnd(preview.end, t)} />}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
        {[...days].map(([day, made]) => (
          <li key={day} className="-me-px min-h-16 border-e border-b border-line px-2.5 py-1.5">
            <span className="text-xs font-medium text-ink-2">{formatDay(made[0]?.runAfter ?? from)}</span>
            <span className="tabular block text-sm">
              {made.length <= 3
                ? made.map(({ local }) => local.slice(11, 16)).join(" · ")
                : t("simulator.runsADay", { count: made.length, first: made[0]?.local.slice(11, 16) ?? "" })}
            </span>
            {made.map(({ note, runAfter }) =>
              note === null ? null : (
                <span key={runAfter} className="block text-xs text-warning-ink">
                  {renderReason(note)}
                </span>
              ),
            )}
          </li>
        ))}
      </ul>
      {runs.length > 0 && (
        <p className="px-3 py-2 text-xs text-ink-3">{t("simulator.zone", { zone: preview.timezone })}</p>
      )}
    </Panel>
  );
}

function explainEnd(end: Reason | null, t: Translate): string {
  if (end === null) return t("simulator.noRuns");
  return end.code === "schedule_none" ? t("simulator.noSchedule") : renderReason(end);
}
