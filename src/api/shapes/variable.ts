import { z } from "@hono/zod-openapi";
import { DEFAULT_TEAM } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import { isSensitive, MASK, redact, restore } from "../../core/sensitive.ts";
import type { StoredVariable } from "../../store/variable.ts";

export const variable = z
  .object({
    key: z.string(),
    value: z.string().nullable(),
    description: z.string().nullable(),
    is_encrypted: z.boolean(),
    team_name: z.string().nullable(),
  })
  .openapi("VariableResponse");
export const variables = z
  .object({ variables: z.array(variable), total_entries: z.int() })
  .openapi("VariableCollectionResponse");

/** That it is JSON was seen when the body was read. */
export const json = z
  .union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .transform((value) => value as Json)
  .openapi("JsonValue");

export const variableBody = z
  .strictObject({
    key: z.string().min(1).max(250),
    value: json,
    description: z.string().nullish(),
    team_name: z.string().max(50).nullish(),
  })
  .openapi("VariableBody");
export type VariableBody = z.infer<typeof variableBody>;

/** A text as it is; anything else as JSON. */
export function formatValue(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `value` is the plain text, null when it cannot be read. */
export function formatVariable(stored: StoredVariable, value: string | null): z.infer<typeof variable> {
  const { key, team, description } = stored;
  const shown = value === null ? null : hideSecrets(key, value);
  return { key, value: shown, description, is_encrypted: true, team_name: team === DEFAULT_TEAM ? null : team };
}

/** A value that hides nothing keeps its spelling. */
function hideSecrets(key: string, value: string): string {
  if (isSensitive(key)) return value === "" ? value : MASK;
  const parsed = parseJson(value);
  if (parsed === undefined) return value;
  const shown = JSON.stringify(redact(parsed));
  return shown === JSON.stringify(parsed) ? value : shown;
}

/** Whether a value may be one that was shown masked: then the previous one is needed to know what it means. */
export function mayBeMasked(value: string): boolean {
  return value.includes(MASK);
}

/** What a value means that may come from a form which showed `previous` masked. */
export function unmask(key: string, value: string, previous: string): string {
  if (isSensitive(key) && value === MASK) return previous;
  const [next, before] = [parseJson(value), parseJson(previous)];
  if (next === undefined || before === undefined) return value;
  const restored = restore(next, before, key);
  return JSON.stringify(restored) === JSON.stringify(next) ? value : JSON.stringify(restored);
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
