import { useMemo } from "react";
import type { JournalRow } from "../../api/journal.ts";
import { StateBadge } from "../../kit/state-icon.tsx";
import { StateCounts } from "../../timeline/state-counts.tsx";
import type { TaskLanes } from "../../timeline/lanes.ts";
import { useWords } from "../../words/catalogue.ts";

interface RunThenProps {
  readonly journal: readonly JournalRow[];
  readonly tasks: readonly TaskLanes[];
  readonly at: number;
}

/** The run's own state at an instant, what happened last, and how many instances stood where. */
export function RunThen({ journal, tasks, at }: RunThenProps) {
  const t = useWords();
  const { state, cause, row } = useMemo(() => findThen(journal, at), [journal, at]);
  return (
    <div className="flex flex-wrap items-center gap-x-4 border-b border-line bg-surface">
      <span className="flex items-center gap-2 px-3 py-1 sm:px-4">
        <StateBadge state={state} />
        <span className="tabular text-xs text-ink-3">
          {t("history.event", { row, count: journal.length, cause: cause.replaceAll("_", " ") })}
        </span>
      </span>
      <StateCounts tasks={tasks} at={at} />
    </div>
  );
}

function findThen(journal: readonly JournalRow[], at: number) {
  const before = journal.filter((row) => row.at <= at);
  const state = before.findLast(({ runState }) => runState !== null)?.runState ?? "queued";
  return { state, cause: before.at(-1)?.cause ?? "", row: before.length };
}
