import { Link } from "@tanstack/react-router";
import type { LateRun } from "../../api/home.ts";
import { DagName } from "../../kit/dag-name.tsx";
import { Panel } from "../../kit/panel.tsx";
import { StateIcon } from "../../kit/state-icon.tsx";
import { Time } from "../../kit/time.tsx";
import { linkToRun } from "../../links.ts";
import { formatDuration, formatTime } from "../../time/format.ts";
import { useWords, type Translate } from "../../words/catalogue.ts";
import { ROW } from "./row-keys.tsx";

const SHOWN = 8;

/** What should be there, should have begun or should be over by now. */
export function LatePanel({ runs }: { readonly runs: readonly LateRun[] }) {
  const t = useWords();
  return (
    <Panel title={t("home.late")} count={runs.length}>
      <ul>
        {runs.slice(0, SHOWN).map((run) => (
          <li key={`${run.dag_id}/${run.dag_run_id ?? run.since}`} className="border-b border-line last:border-0">
            <LateRow run={run} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function LateRow({ run }: { readonly run: LateRun }) {
  const t = useWords();
  const { dag_id: dagId, dag_run_id: runId } = run;
  const target = runId === null ? ({ to: "/dags/$dagId", params: { dagId } } as const) : linkToRun(dagId, runId);
  return (
    <Link
      {...target}
      {...ROW}
      className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-2.5 px-3 py-1.5 hover:bg-hover focus-visible:-outline-offset-2"
    >
      <StateIcon state="late" size={16} />
      <DagName dagId={dagId} />
      <span className="text-xs text-ink-3">
        <Time value={run.since} />
      </span>
      <span className="col-span-2 col-start-2 truncate text-xs text-warning-ink">{explain(run, t)}</span>
    </Link>
  );
}

function explain({ kind, since, usual_duration }: LateRun, t: Translate): string {
  if (kind === "not_made") return t("home.lateNotMade", { time: formatTime(Date.parse(since)) });
  if (kind === "queued") return t("home.lateQueued");
  return t("home.lateLong", { duration: formatDuration((usual_duration ?? 0) * 1_000) });
}
