import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { tasksQuery, type DagTask } from "../../../api/dag.ts";
import { EmptyState, ErrorState, Loading } from "../../../kit/states.tsx";
import { Table, type Column } from "../../../kit/table.tsx";
import { useSearchChange } from "../../../search-state.ts";
import { useWords, type Translate } from "../../../words/catalogue.ts";
import type { DagTabProps } from "../tabs.ts";

/** What the DAG is made of, in its order. */
export function TasksTab({ dagId }: DagTabProps) {
  const t = useWords();
  const { data, error, refetch } = useQuery(tasksQuery(dagId));
  const change = useSearchChange();
  if (error !== null && data === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={10} />;
  if (data.tasks.length === 0) return <EmptyState icon="dag" title={t("dag.noTasks")} />;
  const show = (task: string) => change({ tab: undefined, task, run: undefined });
  return (
    <Table
      label={t("dag.tasks")}
      rows={data.tasks}
      rowKey={(task) => task.task_id}
      columns={listColumns(t, show)}
      grid="grid-cols-[minmax(0,2fr)_minmax(0,1fr)] md:grid-cols-[minmax(0,2fr)_repeat(2,minmax(0,1fr))_7rem_repeat(2,minmax(0,1fr))_minmax(0,2fr)]"
    />
  );
}

function listColumns(t: Translate, show: (task: string) => void): Column<DagTask>[] {
  const wide = "hidden md:flex";
  return [
    {
      id: "task",
      header: t("dag.taskColumn"),
      cell: ({ task_id, is_mapped }) => (
        <button type="button" onClick={() => show(task_id)} className="truncate text-start font-medium hover:underline">
          {task_id}
          {is_mapped === true && <span className="text-ink-3"> [ ]</span>}
        </button>
      ),
    },
    { id: "kind", header: t("dag.kindColumn"), cell: ({ operator_name }) => cut(operator_name) },
    { id: "rule", header: t("dag.ruleColumn"), cell: ({ trigger_rule }) => cut(trigger_rule), className: wide },
    { id: "retries", header: t("dag.retriesColumn"), cell: ({ retries }) => retries, className: wide },
    { id: "pool", header: t("dag.poolColumn"), cell: ({ pool }) => cut(pool), className: wide },
    { id: "owner", header: t("dag.ownerColumn"), cell: ({ owner }) => cut(owner), className: wide },
    {
      id: "downstream",
      header: t("dag.downstreamColumn"),
      cell: ({ downstream_task_ids }) => cut(downstream_task_ids?.join(", ")),
      className: `${wide} text-ink-2`,
    },
  ];
}

function cut(text: ReactNode): ReactNode {
  return <span className="truncate">{text}</span>;
}
