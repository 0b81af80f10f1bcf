import { z } from "@hono/zod-openapi";
import { awareInstant } from "../parameters.ts";
import { refuseValue } from "../problem.ts";

/** Runs chosen by their partition; one way at a time, as Airflow's validators have it. */
export const partitionFields = {
  partition_key: z.string().nullish(),
  partition_date_start: awareInstant.nullish(),
  partition_date_end: awareInstant.nullish(),
};
interface Partition {
  readonly partition_key?: string | null | undefined;
  readonly partition_date_start?: number | null | undefined;
  readonly partition_date_end?: number | null | undefined;
}

/** Throws a 422 unless exactly one way of choosing is used; `isOther` says whether the one beside partitions is. */
export function checkSelection(body: Partition, isOther: boolean, other: string): void {
  const start = body.partition_date_start ?? null;
  const end = body.partition_date_end ?? null;
  const ways = [isOther, (body.partition_key ?? null) !== null, start !== null || end !== null].filter(Boolean);
  if (ways.length !== 1) {
    const window = "a partition date window (partition_date_start / partition_date_end)";
    throw refuseValue(["body"], `Exactly one of ${other}, partition_key, or ${window} must be provided.`, {});
  }
  if (start !== null && end !== null && start > end) {
    throw refuseValue(["body"], "partition_date_start must be on or before partition_date_end.", {});
  }
}
