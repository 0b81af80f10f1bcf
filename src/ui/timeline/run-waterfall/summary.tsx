import { useMemo, type ReactNode } from "react";
import { formatDuration } from "../../time/format.ts";
import type { CriticalPath } from "../critical-path.ts";
import type { TaskLanes } from "../lanes.ts";
import { useWords } from "../../words/catalogue.ts";

interface SummaryProps {
  readonly tasks: readonly TaskLanes[];
  readonly at: number;
  readonly path: CriticalPath | null;
  readonly choice: ReactNode;
}

/** What decided how long the run took, in words: the chart's own are its bars. */
export function Summary({ tasks, at, path, choice }: SummaryProps) {
  const t = useWords();
  const longest = useMemo(() => findLongest(tasks, at), [tasks, at]);
  return (
    <div className="grid gap-1.5 px-3 py-2 sm:px-4">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5">
        {choice}
        {longest !== null && (
          <Fact name={t("timeline.longest")}>
            <span className="font-medium break-all">{longest.name}</span> {formatDuration(longest.duration)}
          </Fact>
        )}
        {path !== null && (
          <Fact name={t("timeline.criticalPath")}>
            {t("timeline.working", { duration: formatDuration(path.working) })} ·{" "}
            {t("timeline.waiting", { duration: formatDuration(path.waiting) })}
          </Fact>
        )}
      </div>
      <p className="text-xs text-ink-3">{t("timeline.legend")}</p>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <span className="text-sm">
      <span className="text-xs text-ink-3">{name}</span> {children}
    </span>
  );
}

/** The attempt that worked longest. */
function findLongest(tasks: readonly TaskLanes[], at: number): { name: string; duration: number } | null {
  let found: { name: string; duration: number } | null = null;
  for (const { taskId, mapIndex, segments } of tasks.flatMap(({ lanes }) => lanes)) {
    for (const { state, from, to } of segments) {
      const duration = Math.min(at, to ?? at) - from;
      const isLonger = duration > (found?.duration ?? 0) && state === "running";
      if (isLonger) found = { name: mapIndex < 0 ? taskId : `${taskId}[${mapIndex}]`, duration };
    }
  }
  return found;
}
