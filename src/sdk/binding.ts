import type { Env } from "./env.ts";
import { NonRetryable } from "./outcome.ts";

/** A D1 database among the Worker's bindings. A missing one is a mistake of deployment: another try would not find it. */
export function findDatabase(env: Env, name: string): D1Database {
  const binding = readBinding(env, name);
  if (isDatabase(binding)) return binding;
  throw new NonRetryable(`No D1 database is bound as "${name}"; add it to wrangler.toml under [[d1_databases]]`);
}

/** An R2 bucket among the Worker's bindings. */
export function findBucket(env: Env, name: string): R2Bucket {
  const binding = readBinding(env, name);
  if (isBucket(binding)) return binding;
  throw new NonRetryable(`No R2 bucket is bound as "${name}"; add it to wrangler.toml under [[r2_buckets]]`);
}

function readBinding(env: Env, name: string): unknown {
  return Object.entries(env).find(([key]) => key === name)?.[1];
}
function isDatabase(value: unknown): value is D1Database {
  return typeof value === "object" && value !== null && "prepare" in value && "batch" in value;
}
function isBucket(value: unknown): value is R2Bucket {
  return typeof value === "object" && value !== null && "put" in value && "head" in value;
}
