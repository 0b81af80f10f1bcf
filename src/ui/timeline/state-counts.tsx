import { useMemo } from "react";
import { StateBadge } from "../kit/state-icon.tsx";
import { STATES } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";
import { countStates, type TaskLanes } from "./lanes.ts";

/** How many instances are in each state at an instant, what asks for attention first. */
export function StateCounts({ tasks, at }: { readonly tasks: readonly TaskLanes[]; readonly at: number }) {
  const t = useWords();
  const counts = useMemo(() => [...countStates(tasks, at)], [tasks, at]);
  counts.sort(([a], [b]) => STATES[a].rank - STATES[b].rank);
  return (
    <ul
      aria-label={t("timeline.states")}
      className="flex min-h-8 flex-wrap items-center gap-x-4 gap-y-1 px-3 py-1 sm:px-4"
    >
      {counts.map(([state, count]) => (
        <li key={state} className="flex items-center gap-1.5 text-xs">
          <StateBadge state={state} />
          <span className="tabular text-ink-2">{count}</span>
        </li>
      ))}
    </ul>
  );
}
