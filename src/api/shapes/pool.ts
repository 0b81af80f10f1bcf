import { z } from "@hono/zod-openapi";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import type { PoolView } from "../../core/objects.ts";
import type { TaskState } from "../../core/state.ts";
import type { Pool } from "../../store/pool.ts";

export const pool = z
  .object({
    name: z.string(),
    slots: z.int().min(-1),
    description: z.string().nullable(),
    include_deferred: z.boolean(),
    occupied_slots: z.int(),
    running_slots: z.int(),
    queued_slots: z.int(),
    scheduled_slots: z.int(),
    open_slots: z.int(),
    deferred_slots: z.int(),
    team_name: z.string().nullable(),
  })
  .openapi("PoolResponse");
export const pools = z.object({ pools: z.array(pool), total_entries: z.int() }).openapi("PoolCollectionResponse");

function correct(known: Usage, { includeDeferred }: Pool, { held, deferred }: PoolView): Usage {
  const active = Math.max(0, includeDeferred ? held - deferred : held);
  const running = Math.min(known.running, active);
  return { ...known, running, queued: active - running, deferred };
}

/** States in which an instance counts in a pool's numbers. */
export const COUNTED_STATES = ["running", "queued", "scheduled", "deferred"] as const satisfies readonly TaskState[];

/** Slots by state, of the instances that are in the pool now. */
export type Usage = Readonly<Record<(typeof COUNTED_STATES)[number], number>>;
export const NO_USAGE: Usage = { running: 0, queued: 0, scheduled: 0, deferred: 0 };

/**
 * Airflow's numbers; -1 open slots stand for a pool without a limit. What is held and deferred is exact where the pool's
 * object tells; how much of it runs or is only queued is known to D1, a moment behind.
 */
export function formatPool(configured: Pool, known: Usage, slots: PoolView | null): z.infer<typeof pool> {
  const usage = slots === null ? known : correct(known, configured, slots);
  const occupied = usage.running + usage.queued + (configured.includeDeferred ? usage.deferred : 0);
  return {
    name: configured.name,
    slots: configured.slots,
    description: configured.description,
    include_deferred: configured.includeDeferred,
    occupied_slots: occupied,
    running_slots: usage.running,
    queued_slots: usage.queued,
    scheduled_slots: usage.scheduled,
    open_slots: configured.slots < 0 ? -1 : Math.max(configured.slots - occupied, 0),
    deferred_slots: usage.deferred,
    team_name: configured.team === DEFAULT_TEAM ? null : configured.team,
  };
}
