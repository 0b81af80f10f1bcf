import { count } from "./counters.ts";
import { observeDatabase } from "./database.ts";
import { call } from "./invocations.ts";
import { delay, readSettings, type Settings } from "./settings.ts";
import { wrap } from "./wrap.ts";

/** The Worker's bindings, each call through them counted, and late or doubled when the settings say so. */
export function observeEnvironment(env: Env): Env {
  const settings = readSettings(env);
  const { RUN, DAG, POOL, CARRIER, DB, BLOBS, TASKS } = env;
  return {
    ...env,
    RUN: observeNamespace<typeof RUN>(RUN, settings.rpc),
    DAG: observeNamespace<typeof DAG>(DAG, settings.rpc),
    POOL: observeNamespace<typeof POOL>(POOL, settings.rpc),
    CARRIER: observeNamespace<typeof CARRIER>(CARRIER, settings.rpc),
    DB: observeDatabase(DB, settings.d1),
    BLOBS: observeBucket(BLOBS, settings.r2),
    TASKS: observeQueue(TASKS, settings),
  };
}

/** Each call of a stub is a request to its object. The types of stubs are too deep to follow; only names matter here. */
export function observeNamespace<T extends object>(namespace: T, latency: number): T {
  const observe = (stub: object) =>
    new Proxy(stub, {
      get(target, name) {
        if (name === "then") return undefined;
        return async (...args: unknown[]) => {
          count("objectRequests");
          return await call(async () => {
            await delay(latency);
            return await Reflect.apply(readMethod(target, name), target, args);
          });
        };
      },
    });
  const reach =
    (name: "get" | "getByName") =>
    (key: unknown): object =>
      observe(Reflect.apply(readMethod(namespace, name), namespace, [key]) as object);
  return wrap<object>(namespace, { get: reach("get"), getByName: reach("getByName") }) as T;
}

/** A stub answers to any name; its class decides whether there is such a method. */
function readMethod(target: object, name: string | symbol): (...args: unknown[]) => unknown {
  return Reflect.get(target, name) as (...args: unknown[]) => unknown;
}

function observeBucket(bucket: R2Bucket, latency: number): R2Bucket {
  const through =
    <A extends unknown[], R>(cost: "r2ClassA" | "r2ClassB", ask: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      count(cost);
      return await call(async () => {
        await delay(latency);
        return await ask(...args);
      });
    };
  return wrap(bucket, {
    put: through("r2ClassA", (key: string, value: string) => bucket.put(key, value)),
    list: through("r2ClassA", (options?: R2ListOptions) => bucket.list(options)),
    get: through("r2ClassB", (key: string) => bucket.get(key)),
    head: through("r2ClassB", (key: string) => bucket.head(key)),
  });
}

function observeQueue(queue: Queue, { queue: latency, duplicates }: Settings): Queue {
  const sendBatch: Queue["sendBatch"] = async (messages, options) => {
    const given = [...messages];
    count("queueCalls");
    count("queueMessages", given.length);
    return await call(async () => {
      await delay(latency);
      const answer = await queue.sendBatch(given, options);
      if (duplicates) await queue.sendBatch(given, options);
      return answer;
    });
  };
  return wrap(queue, { sendBatch });
}
