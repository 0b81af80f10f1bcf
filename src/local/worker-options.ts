import { resolve } from "node:path";
import type { V4WorkerOptions } from "miniflare";
import type { WorkerConfig } from "./config.ts";

type Vars = WorkerConfig["vars"];

/**
 * Its objects work while nobody calls them. The platform lets an object end what it awaits; the runtime forgets any object
 * 70 seconds after its last call, and with it tasks that take longer.
 */
const WORKS_ALONE = "AttemptCarrier";

/** wrangler.toml in the words of the runtime's host. `script` is the path of the bundled Worker. */
export function toWorkerOptions(config: WorkerConfig, root: string, script: string, vars: Vars): V4WorkerOptions {
  const sqlite = new Set(config.migrations.flatMap((migration) => migration.new_sqlite_classes));
  return {
    name: config.name,
    modules: [{ type: "ESModule", path: script }],
    modulesRoot: resolve(script, ".."),
    compatibilityDate: config.compatibility_date,
    compatibilityFlags: config.compatibility_flags,
    bindings: { ...config.vars, ...vars },
    d1Databases: pair(config.d1_databases, ({ binding, database_id }) => [binding, database_id]),
    r2Buckets: pair(config.r2_buckets, ({ binding, bucket_name }) => [binding, bucket_name]),
    kvNamespaces: pair(config.kv_namespaces, ({ binding, id }) => [binding, id]),
    durableObjects: pair(config.durable_objects.bindings, ({ name, class_name }) => [
      name,
      { className: class_name, useSQLite: sqlite.has(class_name), unsafePreventEviction: class_name === WORKS_ALONE },
    ]),
    queueProducers: pair(config.queues.producers, ({ binding, queue }) => [binding, queue]),
    queueConsumers: pair(config.queues.consumers, (consumer) => [consumer.queue, toConsumer(consumer)]),
    serviceBindings: pair(config.services, ({ binding, service, entrypoint }) => [
      binding,
      { name: service, ...(entrypoint === undefined ? {} : { entrypoint }) },
    ]),
    ...toAssets(config, root),
  };
}

function pair<T, V>(items: readonly T[], toEntry: (item: T) => [string, V]): Record<string, V> {
  return Object.fromEntries(items.map(toEntry));
}

function toConsumer(consumer: WorkerConfig["queues"]["consumers"][number]) {
  const { max_batch_size, max_batch_timeout, max_retries, retry_delay, dead_letter_queue } = consumer;
  return {
    ...(max_batch_size === undefined ? {} : { maxBatchSize: max_batch_size }),
    ...(max_batch_timeout === undefined ? {} : { maxBatchTimeout: max_batch_timeout }),
    ...(max_retries === undefined ? {} : { maxRetries: max_retries }),
    ...(retry_delay === undefined ? {} : { retryDelay: retry_delay }),
    ...(dead_letter_queue === undefined ? {} : { deadLetterQueue: dead_letter_queue }),
  };
}

function toAssets({ assets }: WorkerConfig, root: string): Pick<V4WorkerOptions, "assets"> {
  if (assets === undefined) return {};
  const { directory, binding, run_worker_first, not_found_handling, html_handling } = assets;
  return {
    assets: {
      directory: resolve(root, directory),
      ...(binding === undefined ? {} : { binding }),
      ...(run_worker_first === undefined ? {} : { run_worker_first }),
      routerConfig: { has_user_worker: true },
      assetConfig: {
        ...(not_found_handling === undefined ? {} : { not_found_handling }),
        ...(html_handling === undefined ? {} : { html_handling }),
      },
    },
  };
}
