import { z } from "@hono/zod-openapi";
import { taskInstance, taskTry } from "./task-instance.ts";

const date = z.string().openapi({ format: "date-time" });
const user = z.object({ id: z.string(), name: z.string() }).openapi("HITLUser");
const anything = z.record(z.string(), z.unknown());

const fields = {
  options: z.array(z.string()),
  subject: z.string(),
  body: z.string().nullish(),
  defaults: z.array(z.string()).nullish(),
  multiple: z.boolean().default(false),
  params: anything.optional(),
  assigned_users: z.array(user).optional(),
  created_at: date,
  responded_by_user: user.nullish(),
  responded_at: date.nullish(),
  chosen_options: z.array(z.string()).nullish(),
  params_input: anything.optional(),
  response_received: z.boolean().default(false),
};

/** A question that a task puts to a person. */
export const hitlDetail = z.object({ ...fields, task_instance: taskInstance }).openapi("HITLDetail");
export const hitlHistory = z.object({ ...fields, task_instance: taskTry }).openapi("HITLDetailHistory");
export const hitlDetails = z
  .object({ hitl_details: z.array(hitlDetail), total_entries: z.int() })
  .openapi("HITLDetailCollection");
export const hitlAnswer = z
  .object({ chosen_options: z.array(z.string()).min(1), params_input: anything.optional() })
  .openapi("UpdateHITLDetailPayload");
export const hitlAnswered = z
  .object({
    responded_by: user,
    responded_at: date,
    chosen_options: z.array(z.string()),
    params_input: anything.optional(),
  })
  .openapi("HITLDetailResponse");
