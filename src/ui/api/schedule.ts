import { queryOptions } from "@tanstack/react-query";
import { get, path } from "./http.ts";

interface Explained {
  readonly text: string;
}
interface Schedule {
  readonly is_paused: boolean;
  readonly pause: { readonly at: string; readonly by: string; readonly reason: Explained | null } | null;
  readonly next_run_after: string | null;
  readonly slots_left_out: number;
}
export interface SlotRecord {
  readonly number: number;
  readonly kind: "left_out" | "superseded";
  readonly logical_date: string;
  readonly at: string;
  readonly dag_run_id: string | null;
  readonly reason: Explained;
}

export const scheduleQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "schedule"],
    queryFn: ({ signal }) => get<Schedule>(path`/api/x/dags/${dagId}/schedule`, { signal }),
  });

/** The newest ones. */
export const slotRecordsQuery = (dagId: string) =>
  queryOptions({
    queryKey: ["dag", dagId, "slot-records"],
    queryFn: ({ signal }) =>
      get<{ readonly records: readonly SlotRecord[]; readonly total_entries: number }>(
        path`/api/x/dags/${dagId}/slotRecords`,
        { signal },
      ),
  });
