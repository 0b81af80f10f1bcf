import { Link } from "@tanstack/react-router";
import type { NextRun } from "../../api/home.ts";
import { DagName } from "../../kit/dag-name.tsx";
import { Panel } from "../../kit/panel.tsx";
import { EmptyState } from "../../kit/states.tsx";
import { Time } from "../../kit/time.tsx";
import { useWords } from "../../words/catalogue.ts";
import { ROW } from "./row-keys.tsx";

const SHOWN = 12;

/** What the schedule starts next, with when. */
export function NextPanel({ runs }: { readonly runs: readonly NextRun[] }) {
  const t = useWords();
  const soonest = runs.toSorted((one, other) => Date.parse(one.run_after) - Date.parse(other.run_after));
  return (
    <Panel title={t("home.next")}>
      {runs.length === 0 && <EmptyState isSmall title={t("home.nextNone")} />}
      <ul>
        {soonest.slice(0, SHOWN).map((run) => (
          <li key={run.dag_id} className="border-b border-line last:border-0">
            <Link
              to="/dags/$dagId"
              params={{ dagId: run.dag_id }}
              {...ROW}
              className="grid h-8 grid-cols-[minmax(0,1fr)_auto_6.5rem] items-center gap-3 px-3 hover:bg-hover focus-visible:-outline-offset-2"
            >
              <DagName dagId={run.dag_id} displayName={run.dag_display_name} />
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
