import { z } from "@hono/zod-openapi";
import { reachPool } from "../../coordinator/stubs.ts";
import { formatDagId } from "../../core/ids.ts";
import type { SlotParty } from "../../core/objects.ts";
import type { ApiApp } from "../environment.ts";
import { answerJson, defineRoute, REFUSALS } from "../route.ts";
import { formatInstant } from "../shapes/time.ts";
import { integerFrom } from "../parameters.ts";
import { loadPool } from "./pools.ts";

const AT_MOST = 1_000;

const party = z.object({
  dag_id: z.string(),
  dag_run_id: z.string(),
  task_id: z.string(),
  map_index: z.int(),
  try_number: z.int(),
  slots: z.int(),
  /** When it was given its slots, or became ready. */
  since: z.string().openapi({ format: "date-time" }),
  deferred: z.boolean(),
  /** Null for those who hold slots. */
  priority_weight: z.int().nullable(),
});
const slotsRoute = defineRoute("read", {
  method: "get",
  path: "/api/x/pools/{pool_name}/slots",
  tags: ["Extensions"],
  operationId: "get_pool_slots",
  request: {
    params: z.object({ pool_name: z.string() }),
    query: z.object({ limit: integerFrom(1, AT_MOST).default(100).openapi({ default: 100 }) }),
  },
  responses: {
    200: answerJson(
      z.object({
        slots: z.int(),
        held: z.int(),
        deferred: z.int(),
        waiting: z.int(),
        holders: z.array(party),
        waiters: z.array(party),
      }),
    ),
    ...REFUSALS,
  },
});

export type PoolSlotsRoutes = typeof slotsRoute;

/** Who holds a pool's slots and since when, and who waits for them, from the pool's own object. */
export function registerPoolSlots(app: ApiApp): void {
  app.openapi(slotsRoute, async (context) => {
    const { team, name, slots } = await loadPool(context, context.req.valid("param").pool_name);
    const object = reachPool(context.env, team, name);
    const { limit } = context.req.valid("query");
    const [{ held, deferred, waiting }, parties] = await Promise.all([object.describe(), object.listParties(limit)]);
    const holders = parties.holders.map(formatParty);
    return context.json({ slots, held, deferred, waiting, holders, waiters: parties.waiters.map(formatParty) }, 200);
  });
}

function formatParty({
  isDeferred: deferred,
  priority,
  since,
  runId,
  taskId,
  mapIndex,
  tryNumber,
  slots,
  ...dag
}: SlotParty) {
  return {
    dag_id: formatDagId(dag),
    dag_run_id: runId,
    task_id: taskId,
    map_index: mapIndex,
    try_number: tryNumber,
    slots,
    since: formatInstant(since),
    deferred,
    priority_weight: priority,
  };
}
