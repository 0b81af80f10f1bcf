import type { FailedRun } from "../../api/home.ts";

/** Runs of a DAG that failed at the same task in the same words: one fault, told once. */
export interface Failure {
  /** Of the newest run. */
  readonly run: FailedRun;
  readonly count: number;
}

/** What stands comes before what has recovered since; within that, the newest first. */
export function groupFailures(runs: readonly FailedRun[]): readonly Failure[] {
  const groups = Map.groupBy(runs, ({ dag_id, task, is_recovered }) =>
    JSON.stringify([dag_id, task?.task_id, fingerprint(task?.error ?? ""), is_recovered]),
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [run] = group.toSorted((one, other) => endOf(other) - endOf(one));
      return run === undefined ? [] : [{ run, count: group.length }];
    })
    .toSorted((one, other) => weigh(one) - weigh(other) || endOf(other.run) - endOf(one.run));
}

/** An error without what differs from run to run: ids, hashes and numbers. */
function fingerprint(error: string): string {
  return error.replace(/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|\d+/gi, "#");
}

function endOf(run: FailedRun): number {
  return Date.parse(run.end_date ?? run.run_after);
}

function weigh({ run }: Failure): number {
  return run.is_recovered ? 1 : 0;
}
