import { Link } from "@tanstack/react-router";
import { ABSENT, stateOf, type GridModel } from "../../../grid/grid-model.ts";
import { StateBadge } from "../../../kit/state-icon.tsx";
import { Time } from "../../../kit/time.tsx";
import { linkToTask } from "../../../links.ts";

interface TaskRunsProps {
  readonly dagId: string;
  readonly model: GridModel;
  readonly task: string;
}

/** A task over the runs on show, the newest first. */
export function TaskRuns({ dagId, model, task }: TaskRunsProps) {
  const row = model.rowOf(task);
  const isGroup = model.nodes[row]?.isGroup === true;
  const columns = model.columns.map(({ run }, column) => ({ run, code: model.code(row, column) })).toReversed();
  return (
    <ul>
      {columns.map(({ run, code }) => {
        const state = code === ABSENT ? null : stateOf(code);
        const address = { dagId, runId: run.runId, taskId: task, mapIndex: -1 };
        if (state === null) return null;
        return (
          <li key={run.runId} className="border-b border-line last:border-0">
            {isGroup ? (
              <span className="flex items-center justify-between py-1">
                <Time value={run.runAfter} look="absolute" />
                <StateBadge state={state} />
              </span>
            ) : (
              <Link {...linkToTask(address)} className="flex items-center justify-between py-1 hover:bg-hover">
                <Time value={run.runAfter} look="absolute" />
                <StateBadge state={state} />
              </Link>
            )}
          </li>
        );
      })}
    </ul>
  );
}
