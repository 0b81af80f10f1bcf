interface InstanceAddress {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  /** -1 for a task that is not mapped. */
  readonly mapIndex: number;
  readonly tryNumber?: number;
}

const RUN = "/dags/$dagId/runs/$runId";
const TASK = "/dags/$dagId/runs/$runId/tasks/$taskId";

/** Spread into a Link, or given to navigate. */
export function linkToRun(dagId: string, runId: string) {
  return { to: RUN, params: { dagId, runId } } as const;
}

export function linkToTask({ dagId, runId, taskId, mapIndex }: InstanceAddress) {
  return { to: TASK, params: { dagId, runId, taskId }, search: readMap(mapIndex) } as const;
}

/** The log of an attempt, the newest unless named, with the first failing line in view. */
export function linkToFailingLine({ dagId, runId, taskId, mapIndex, tryNumber }: InstanceAddress) {
  const attempt = tryNumber === undefined ? {} : { try: String(tryNumber) };
  const search = { ...readMap(mapIndex), tab: "log", ...attempt, at: "error" };
  return { to: TASK, params: { dagId, runId, taskId }, search } as const;
}

function readMap(mapIndex: number): Readonly<Record<string, string>> {
  return mapIndex < 0 ? {} : { map: String(mapIndex) };
}
