import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { parse } from "smol-toml";
import { z } from "zod";
import { HostError } from "./host-error.ts";

const durableObject = z.strictObject({ name: z.string(), class_name: z.string() });
const consumer = z.strictObject({
  queue: z.string(),
  max_batch_size: z.number().optional(),
  max_batch_timeout: z.number().optional(),
  max_retries: z.number().optional(),
  retry_delay: z.number().optional(),
  max_concurrency: z.number().optional(),
  dead_letter_queue: z.string().optional(),
});
const assets = z.strictObject({
  directory: z.string(),
  binding: z.string().optional(),
  not_found_handling: z.enum(["single-page-application", "404-page", "none"]).optional(),
  html_handling: z.enum(["auto-trailing-slash", "force-trailing-slash", "drop-trailing-slash", "none"]).optional(),
  run_worker_first: z.union([z.boolean(), z.array(z.string())]).optional(),
});

/** What the local host understands of wrangler.toml. Anything else is refused, so that nothing is silently missing here. */
const config = z.strictObject({
  name: z.string(),
  main: z.string(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  keep_names: z.boolean().default(true),
  vars: z.record(z.string(), z.json()).default({}),
  triggers: z.strictObject({ crons: z.array(z.string()) }).default({ crons: [] }),
  d1_databases: z
    .array(z.object({ binding: z.string(), database_id: z.string(), migrations_dir: z.string().default("migrations") }))
    .default([]),
  r2_buckets: z.array(z.strictObject({ binding: z.string(), bucket_name: z.string() })).default([]),
  kv_namespaces: z.array(z.strictObject({ binding: z.string(), id: z.string() })).default([]),
  durable_objects: z.strictObject({ bindings: z.array(durableObject) }).default({ bindings: [] }),
  migrations: z
    .array(z.strictObject({ tag: z.string(), new_sqlite_classes: z.array(z.string()).default([]) }))
    .default([]),
  queues: z
    .strictObject({
      producers: z.array(z.strictObject({ binding: z.string(), queue: z.string() })).default([]),
      consumers: z.array(consumer).default([]),
    })
    .default({ producers: [], consumers: [] }),
  services: z
    .array(z.strictObject({ binding: z.string(), service: z.string(), entrypoint: z.string().optional() }))
    .default([]),
  assets: assets.optional(),
  // Of the edge alone.
  account_id: z.unknown().optional(),
  build: z.unknown().optional(),
  limits: z.unknown().optional(),
  observability: z.unknown().optional(),
  placement: z.unknown().optional(),
  preview_urls: z.unknown().optional(),
  routes: z.unknown().optional(),
  upload_source_maps: z.unknown().optional(),
  workers_dev: z.unknown().optional(),
  env: z.unknown().optional(),
});

export type WorkerConfig = z.output<typeof config>;

/** Reads wrangler.toml, the one place where bindings are written, and .dev.vars beside it as wrangler does. */
export function readConfig(root: string): WorkerConfig {
  const path = join(root, "wrangler.toml");
  const parsed = config.safeParse(parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new HostError(`${path}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
  return { ...parsed.data, vars: { ...parsed.data.vars, ...readDevVars(join(root, ".dev.vars")) } };
}

function readDevVars(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const entries = Object.entries(parseEnv(readFileSync(path, "utf8")));
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
