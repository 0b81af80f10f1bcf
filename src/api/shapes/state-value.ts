import { z } from "@hono/zod-openapi";

/** Characters of a value as JSON, at most. */
const LONGEST = 65_535;

/** A value of the state stores, as Airflow takes it: any JSON but null, and not too long. */
export const stateValue = z.unknown().superRefine((value, context) => {
  const refuse = (message: string, type: string): void => {
    context.addIssue({ code: "custom", message, params: { type } });
  };
  if (value === undefined) refuse("Field required", "missing");
  else if (value === null) refuse("value cannot be null", "value_error");
  else if (JSON.stringify(value).length > LONGEST) {
    refuse(`value exceeds maximum serialized size of ${LONGEST} bytes`, "value_error");
  }
});
