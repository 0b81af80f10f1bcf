import type { TaskMessage } from "../core/protocol.ts";
import type { Blobs, Clock, Host, Sql, SqlValue, TaskQueue } from "./ports.ts";

/** The platform behind the narrow interfaces. */

export class ObjectSql implements Sql {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }
  exec(query: string, ...bindings: readonly SqlValue[]): readonly Readonly<Record<string, SqlValue>>[] {
    // No column here is a BLOB, so rows hold texts, numbers and nulls only.
    return this.#storage.sql.exec<Record<string, SqlValue>>(query, ...bindings).toArray();
  }
  transact<T>(body: () => T): T {
    return this.#storage.transactionSync(body);
  }
}

export const systemClock: Clock = { now: () => Date.now() };

export class ObjectHost implements Host {
  readonly #ctx: DurableObjectState;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }
  setAlarm(at: number): void {
    // Part of the same write as what made it due: output gates hold both back until they are on disk.
    void this.#ctx.storage.setAlarm(at);
  }
  background(work: () => Promise<void>): void {
    this.#ctx.waitUntil(
      work().catch((error: unknown) => {
        console.warn("An object's background work failed and is tried again by its alarm", describeError(error));
      }),
    );
  }
  later(delay: number, work: () => void): void {
    setTimeout(work, delay);
  }
  createToken(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  async erase(): Promise<void> {
    await this.#ctx.storage.deleteAlarm();
    await this.#ctx.storage.deleteAll();
  }
}

export function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

export function openQueue(queue: Queue): TaskQueue {
  return {
    async send(messages: readonly TaskMessage[]) {
      await queue.sendBatch(messages.map((body) => ({ body })));
    },
  };
}

export function openBlobs(bucket: R2Bucket): Blobs {
  return {
    async put(key, text) {
      await bucket.put(key, text);
    },
    async get(key) {
      return (await bucket.get(key))?.text() ?? null;
    },
    async deletePrefix(prefix) {
      for (let page = await bucket.list({ prefix }); ; page = await bucket.list({ prefix })) {
        if (page.objects.length === 0) return;
        await bucket.delete(page.objects.map(({ key }) => key));
      }
    },
  };
}
