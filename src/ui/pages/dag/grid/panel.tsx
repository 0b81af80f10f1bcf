import { Link } from "@tanstack/react-router";
import type { Choice } from "../../../grid/grid-choice.ts";
import { ABSENT, stateOf, type GridModel, type GridRun } from "../../../grid/grid-model.ts";
import { describeCounts } from "../../../grid/grid-words.ts";
import { useShortcuts } from "../../../keys/registry.ts";
import { IconButton, styleButton } from "../../../kit/button.tsx";
import { Icon } from "../../../kit/icon.tsx";
import { StateBadge } from "../../../kit/state-icon.tsx";
import { Duration, Time } from "../../../kit/time.tsx";
import { linkToRun, linkToTask } from "../../../links.ts";
import { useWords } from "../../../words/catalogue.ts";
import { InstanceFacts } from "./instance-facts.tsx";
import { TaskRuns } from "./task-runs.tsx";

interface GridPanelProps {
  readonly dagId: string;
  readonly model: GridModel;
  readonly choice: Choice;
  readonly onClose: () => void;
}

/** What is chosen in the grid, and the ways on from there. On a phone it lies over the grid. */
export function GridPanel({ dagId, model, choice, onClose }: GridPanelProps) {
  const t = useWords();
  useShortcuts([{ keys: "Escape", words: "dag.close", group: "page", run: onClose }]);
  const column = choice.run === null ? -1 : model.columnOf(choice.run);
  const run = model.columns[column]?.run;
  return (
    <aside
      aria-label={choice.task ?? choice.run ?? ""}
      className="flex w-72 shrink-0 flex-col gap-3 overflow-auto border-s border-line bg-surface p-3 max-sm:absolute max-sm:inset-x-0 max-sm:bottom-0 max-sm:z-10 max-sm:max-h-[60%] max-sm:w-auto max-sm:border-t max-sm:shadow-(--shadow) xl:w-80"
    >
      <div className="flex items-start gap-2">
        <h2 className="min-w-0 flex-1 font-semibold break-words">{choice.task ?? choice.run}</h2>
        <IconButton icon="close" label={t("dag.close")} onClick={onClose} />
      </div>
      {choice.task !== null && run !== undefined && (
        <ChosenTask {...{ dagId, model, run, column }} task={choice.task} />
      )}
      {choice.task !== null && run === undefined && <TaskRuns {...{ dagId, model }} task={choice.task} />}
      {run !== undefined && <ChosenRun dagId={dagId} run={run} />}
    </aside>
  );
}

interface ChosenTaskProps extends Pick<GridPanelProps, "dagId" | "model"> {
  readonly task: string;
  readonly run: GridRun;
  readonly column: number;
}

function ChosenTask({ dagId, model, task, run, column }: ChosenTaskProps) {
  const t = useWords();
  const row = model.rowOf(task);
  const node = model.nodes[row];
  const code = model.code(row, column);
  const counts = model.counts(row, column);
  const address = { dagId, runId: run.runId, taskId: task, mapIndex: -1 };
  if (code === ABSENT) return <p className="text-ink-3">{t("grid.absent")}</p>;
  const state = stateOf(code) ?? "none";
  return (
    <section className="grid gap-2">
      <StateBadge state={state} />
      {state === "upstream_failed" && <p className="text-xs text-ink-3">{t("dag.upstreamFailed")}</p>}
      {counts !== null && (
        <ul className="text-ink-2">
          {describeCounts(t, counts).map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {node?.isGroup === false && !node.isMapped && <InstanceFacts address={address} />}
      {node?.isGroup === false && (
        <Link {...linkToTask(address)} className={styleButton("primary")}>
          <Icon name="log" size={14} />
          {t(node.isMapped ? "dag.openTask" : "dag.openLog")}
        </Link>
      )}
    </section>
  );
}

function ChosenRun({ dagId, run }: { readonly dagId: string; readonly run: GridRun }) {
  const t = useWords();
  const rows = [
    [t("dag.stateColumn"), <StateBadge key="state" state={run.state} />],
    [t("dag.dueColumn"), <Time key="due" value={run.runAfter} look="absolute" />],
    [t("dag.durationColumn"), <Duration key="duration" start={run.startedAt} end={run.endedAt} />],
    [t("dag.typeColumn"), t(`runs.type_${run.runType}`)],
  ] as const;
  return (
    <section className="grid gap-2 border-t border-line pt-3 first-of-type:border-0 first-of-type:pt-0">
      <p className="font-mono text-xs break-all text-ink-3">{run.runId}</p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Link {...linkToRun(dagId, run.runId)} className={styleButton()}>
        {t("dag.openRun")}
      </Link>
    </section>
  );
}
