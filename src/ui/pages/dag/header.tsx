import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { setPaused, type DagDetails } from "../../api/dag.ts";
import { useMay } from "../../api/session.ts";
import { Star, useMarkFavorite } from "../../favorites/star.tsx";
import { useShortcuts } from "../../keys/registry.ts";
import { Button, styleButton } from "../../kit/button.tsx";
import { Opening } from "../../kit/states.tsx";
import { Switch } from "../../kit/switch.tsx";
import { Time } from "../../kit/time.tsx";
import { showError, showToast } from "../../kit/toast.tsx";
import { getZone } from "../../time/format.ts";
import { getLanguageTag, useWords } from "../../words/catalogue.ts";
import { ImportedLinks } from "./imported-links.tsx";
import { describeSchedule } from "../dags/schedule-words.ts";

interface DagHeaderProps {
  readonly dagId: string;
  /** Undefined while it is read: the header keeps its height. */
  readonly dag: DagDetails | undefined;
}

export function DagHeader({ dagId, dag }: DagHeaderProps) {
  const t = useWords();
  const mayOperate = useMay("operate");
  return (
    <header className="grid min-h-14 gap-x-6 gap-y-1 px-4 py-2 md:grid-cols-[minmax(0,1fr)_auto] md:items-center">
      <div className="grid min-w-0 gap-0.5">
        {dag !== undefined && <Facts dag={dag} />}
        {dag !== undefined && dag.description !== null && (
          <p className="truncate text-xs text-ink-3 max-sm:hidden">{dag.description}</p>
        )}
      </div>
      <div className="flex items-center gap-2 max-md:-ms-2 max-md:justify-between">
        {dag !== undefined && <Favorite dagId={dagId} dag={dag} />}
        <Link to="/dags/$dagId/simulate" params={{ dagId }} className={styleButton("quiet")}>
          {t("simulator.title")}
        </Link>
        {mayOperate && dag !== undefined && <Controls dagId={dagId} dag={dag} />}
      </div>
    </header>
  );
}

function Favorite({ dagId, dag }: { readonly dagId: string; readonly dag: DagDetails }) {
  const mark = useMarkFavorite();
  const toggle = () => mark(dagId, !dag.is_favorite);
  useShortcuts([{ keys: "s", words: "dag.markFavorite", group: "page", run: toggle }]);
  return <Star dagId={dagId} isFavorite={dag.is_favorite} />;
}

function Facts({ dag }: { readonly dag: DagDetails }) {
  const t = useWords();
  const { max_active_runs: limit, active_runs_count } = dag;
  const schedule = describeSchedule(dag.timetable_summary, { t, language: getLanguageTag(), zone: getZone() });
  const version = dag.latest_dag_version?.version_number;
  const active =
    limit === null
      ? t("dag.activeRunsFree", { count: active_runs_count })
      : t("dag.activeRuns", { count: active_runs_count, limit });
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Fact name={t("dag.schedule")}>
        <span title={dag.timetable_summary ?? ""}>
          {schedule.words}
          {schedule.zone !== null && <span className="font-normal text-ink-3"> {schedule.zone}</span>}
        </span>
      </Fact>
      <Fact name={t("dag.next")}>
        <NextRun dag={dag} />
      </Fact>
      <span className="tabular text-ink-2">{active}</span>
      {dag.owners.length > 0 && <Fact name={t("dag.owners")}>{dag.owners.join(", ")}</Fact>}
      {version !== undefined && <span className="text-ink-3">{t("dag.version", { version })}</span>}
      {dag.tags.map(({ name }) => (
        <span key={name} className="max-w-60 truncate rounded bg-hover px-1.5 text-xs text-ink-2 max-sm:hidden">
          {name}
        </span>
      ))}
      <ImportedLinks dagId={dag.dag_id} />
      {dag.is_stale && <Warning words={t("dag.stale")} />}
      {dag.has_import_errors && <Warning words={t("dag.importErrors")} />}
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1.5">
      <span className="text-xs text-ink-3">{name}</span>
      <span className="truncate font-medium">{children}</span>
    </span>
  );
}

function NextRun({ dag }: { readonly dag: DagDetails }) {
  const t = useWords();
  if (dag.is_paused) return <span title={t("dag.pausedHint")}>{t("dag.paused")}</span>;
  if (dag.next_dagrun_run_after === null) return t("dag.noNext");
  return (
    <>
      <Time value={dag.next_dagrun_run_after} look="absolute" />{" "}
      <span className="font-normal text-ink-3">
        <Time value={dag.next_dagrun_run_after} />
      </span>
    </>
  );
}

function Warning({ words }: { readonly words: string }) {
  return <span className="rounded bg-warning-soft px-1.5 text-xs text-warning-ink">{words}</span>;
}

const TriggerDialog = lazy(async () => ({
  default: (await import("../../trigger/trigger-dialog.tsx")).TriggerDialog,
}));

function Controls({ dagId, dag }: { readonly dagId: string; readonly dag: DagDetails }) {
  const t = useWords();
  const pause = usePause(dagId);
  const [isOpen, setOpen] = useState(false);
  useShortcuts([{ keys: "t", words: "dag.trigger", group: "page", run: () => setOpen(true) }]);
  return (
    <div className="flex items-center gap-3">
      <label className="flex items-center gap-1.5 text-xs text-ink-2">
        {t(dag.is_paused ? "dag.paused" : "dag.active")}
        <Switch isOn={!dag.is_paused} label={t("dag.pause", { dag: dagId })} onChange={(isOn) => void pause(!isOn)} />
      </label>
      <Button look="primary" icon="play" onClick={() => setOpen(true)}>
        {t("dag.trigger")}
      </Button>
      {isOpen && (
        <Suspense fallback={<Opening />}>
          <TriggerDialog dagId={dagId} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

function usePause(dagId: string) {
  const t = useWords();
  const queries = useQueryClient();
  const pause = async (isPaused: boolean): Promise<void> => {
    try {
      await setPaused(dagId, isPaused);
      showToast(t(isPaused ? "dag.isPaused" : "dag.isActive", { dag: dagId }), () => void pause(!isPaused));
    } catch (error) {
      showError(error);
    }
    await queries.invalidateQueries({ queryKey: ["dag", dagId] });
  };
  return pause;
}
