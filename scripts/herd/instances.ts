import { z } from "zod";
import { readJson, type HttpClient } from "../bench/http-client.ts";

const instant = z.iso
  .datetime()
  .transform((text) => Date.parse(text))
  .nullable();
const instance = z.object({
  dag_id: z.string(),
  dag_run_id: z.string(),
  task_id: z.string(),
  state: z.string().nullable(),
  queued_when: instant,
  start_date: instant,
  end_date: instant,
});
export type Instance = z.output<typeof instance>;

const PAGE = 1_000;

/** All instances of a DAG, or with "~" of all of them, as D1 has them. */
export async function listInstances(client: HttpClient, dagId: string): Promise<Instance[]> {
  const found: Instance[] = [];
  for (;;) {
    const path = `/api/v2/dags/${dagId}/dagRuns/~/taskInstances?limit=${PAGE}&offset=${found.length}`;
    const page = z.object({ task_instances: z.array(instance) }).parse(readJson(await client.send("GET", path)));
    found.push(...page.task_instances);
    if (page.task_instances.length < PAGE) return found;
  }
}

/** The most that were at once between being queued and their end. One that ends makes room in the same millisecond. */
export function countMost(instances: readonly Instance[]): number {
  const changes = instances.flatMap(({ queued_when: from, end_date: to }) =>
    from === null || to === null
      ? []
      : [
          { at: from, by: 1 },
          { at: to, by: -1 },
        ],
  );
  let [now, most] = [0, 0];
  for (const { by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}
