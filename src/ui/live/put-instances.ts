import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import type { LiveInstance, LiveRun } from "../../live/messages.ts";
import type { Instance, InstancePage } from "../api/instance-shape.ts";
import type { DagRun } from "../api/run.ts";
import { formatInstant, toTimes } from "./put-cells.ts";

/** Changes a run and its instances wherever the page shows them. */
export function putIntoRun(queries: QueryClient, run: LiveRun, instances: readonly LiveInstance[]): void {
  const base = ["dag", run.dagId, "run", run.runId];
  const { state, start_date, end_date, duration } = toTimes(run);
  queries.setQueryData<DagRun>([...base, "view"], (known) =>
    known === undefined ? known : { ...known, state, start_date, end_date, duration },
  );
  const told = new Map(instances.map((instance) => [`${instance.taskId} ${instance.mapIndex}`, instance]));
  const change = (instance: Instance): Instance => {
    const next = told.get(`${instance.task_id} ${instance.map_index}`);
    return next === undefined ? instance : { ...instance, ...toInstance(next) };
  };
  queries.setQueriesData<InfiniteData<InstancePage>>({ queryKey: [...base, "pages"] }, (data) =>
    data === undefined
      ? data
      : { ...data, pages: data.pages.map((page) => ({ ...page, task_instances: page.task_instances.map(change) })) },
  );
  for (const { taskId, mapIndex } of instances) {
    queries.setQueryData<Instance>([...base, "task", taskId, mapIndex, "view"], (known) =>
      known === undefined ? known : change(known),
    );
  }
}

function toInstance({ state, tryNumber, queuedAt, startedAt, endedAt }: LiveInstance): Partial<Instance> {
  return {
    state: state === "none" ? null : state,
    try_number: tryNumber,
    queued_when: formatInstant(queuedAt),
    start_date: formatInstant(startedAt),
    end_date: formatInstant(endedAt),
    duration: startedAt === null || endedAt === null ? null : (endedAt - startedAt) / 1000,
  };
}
