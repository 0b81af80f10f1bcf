import { queryOptions } from "@tanstack/react-query";
import { get, patch, path, post, remove } from "./http.ts";

export const POOLS = "/api/v2/pools";

/** Slots below 0: no limit. */
export interface Pool {
  readonly name: string;
  readonly slots: number;
  readonly description: string | null;
  readonly include_deferred: boolean;
  readonly running_slots: number;
  readonly queued_slots: number;
  readonly scheduled_slots: number;
  readonly deferred_slots: number;
  readonly open_slots: number;
  readonly team_name: string | null;
}
export type PoolBody = Pick<Pool, "slots" | "description" | "include_deferred">;

export interface SlotParty {
  readonly dag_id: string;
  readonly dag_run_id: string;
  readonly task_id: string;
  readonly map_index: number;
  readonly try_number: number;
  readonly slots: number;
  readonly since: string;
  readonly deferred: boolean;
  readonly priority_weight: number | null;
}
interface PoolSlots {
  readonly held: number;
  readonly waiting: number;
  readonly holders: readonly SlotParty[];
  readonly waiters: readonly SlotParty[];
}

export const poolSlotsQuery = (name: string) =>
  queryOptions({
    queryKey: ["list", POOLS, "slots", name],
    queryFn: ({ signal }) => get<PoolSlots>(path`/api/x/pools/${name}/slots`, { signal }),
    staleTime: 0,
  });

export function createPool(name: string, team: string, body: PoolBody): Promise<unknown> {
  return post(POOLS, { body: { name, team_name: team === "" ? null : team, ...body } });
}
export function savePool(name: string, body: PoolBody): Promise<unknown> {
  return patch(path`/api/v2/pools/${name}`, { body });
}
export function deletePool(name: string): Promise<unknown> {
  return remove(path`/api/v2/pools/${name}`);
}
