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

const TOKEN_BYTES = 16;
const TOKENS_DRAWN = 32;

/** Asking for random bytes costs more than the bytes: many tokens' worth are drawn at once. */
function drawTokens(): string[] {
  const bytes = crypto.getRandomValues(new Uint8Array(TOKEN_BYTES * TOKENS_DRAWN));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return Array.from({ length: TOKENS_DRAWN }, (_, index) =>
    hex.slice(index * TOKEN_BYTES * 2, (index + 1) * TOKEN_BYTES * 2),
  );
}

export class ObjectHost implements Host {
  readonly #ctx: DurableObjectState;
  #random: string[] = [];

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }
  setAlarm(at: number): void {
    // Part of the same write as what made it due: output gates hold both back until they are on disk.
    void this.#ctx.storage.setAlarm(at);
  }
  cancelAlarm(): void {
    void this.#ctx.storage.deleteAlarm();
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
    if (this.#random.length === 0) this.#random = drawTokens();
    return this.#random.pop() ?? "";
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
