import { Link } from "@tanstack/react-router";
import type { NextRun } from "../../api/home.ts";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";
import { ROW } from "./row-keys.tsx";

/** What the schedule starts next, with when. */
export function NextPanel({ runs }: { readonly runs: readonly NextRun[] }) {
  const t = useWords();
  return (
    <Panel title={t("home.next")}>
      {runs.length === 0 && <EmptyState isSmall title={t("home.nextNone")} />}
      <ul>
        {runs.map((run) => (
          <li key={run.dag_id} className="border-b border-line last:border-0">
            <Link
              to="/dags/$dagId"
              params={{ dagId: run.dag_id }}
              {...ROW}
              className="grid h-8 grid-cols-[minmax(0,1fr)_auto_6.5rem] items-center gap-3 px-3 hover:bg-hover focus-visible:-outline-offset-2"
            >
              <span className="truncate font-medium">{run.dag_display_name}</span>
              <span className="text-xs text-ink-3">
                <Time value={run.run_after} />
              </span>
              <span className="text-end text-xs text-ink-2">
                <Time value={run.run_after} look="absolute" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
