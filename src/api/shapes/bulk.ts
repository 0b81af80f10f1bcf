import { z } from "@hono/zod-openapi";

/** Each of an action is a write of its own, and an invocation has a limit of those. */
const MOST_ENTITIES = 500;

const onExistence = z.enum(["fail", "skip", "overwrite"]).default("fail").openapi("BulkActionOnExistence");
const onAbsence = z.enum(["fail", "skip"]).default("fail").openapi("BulkActionNotOnExistence");

/** Airflow's bulk body for one noun; `name` is that of the entity's schema, as in `BulkBody_PoolBody_`. */
export function describeBulk<E extends z.ZodType>(entity: E, name: string) {
  const create = z
    .strictObject({
      action: z.literal("create"),
      entities: z.array(entity).max(MOST_ENTITIES),
      action_on_existence: onExistence,
    })
    .openapi(`BulkCreateAction_${name}_`);
  const update = z
    .strictObject({
      action: z.literal("update"),
      entities: z.array(entity).max(MOST_ENTITIES),
      update_mask: z.array(z.string()).nullish(),
      action_on_non_existence: onAbsence,
    })
    .openapi(`BulkUpdateAction_${name}_`);
  const remove = z
    .strictObject({
      action: z.literal("delete"),
      entities: z.array(z.union([z.string(), entity])).max(MOST_ENTITIES),
      action_on_non_existence: onAbsence,
    })
    .openapi(`BulkDeleteAction_${name}_`);
  return z
    .strictObject({ actions: z.array(z.discriminatedUnion("action", [create, update, remove])).max(20) })
    .openapi(`BulkBody_${name}_`);
}

const actionResponse = z
  .object({
    success: z.array(z.string()).default([]),
    errors: z.array(z.record(z.string(), z.unknown())).default([]),
  })
  .openapi("BulkActionResponse");

export const bulkResponse = z
  .object({
    create: actionResponse.nullish(),
    update: actionResponse.nullish(),
    delete: actionResponse.nullish(),
  })
  .openapi("BulkResponse");
