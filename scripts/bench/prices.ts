/**
 * List prices of Cloudflare's paid plan above what it includes, in USD per million units. Sources, as of 2026:
 * developers.cloudflare.com/workers/platform/pricing, /durable-objects/platform/pricing (every RPC method call is a
 * request; setAlarm is a row written), /queues/platform/pricing (a delivery is a write, a read and a delete),
 * /d1/platform/pricing, /r2/pricing.
 */
export const PRICES = {
  workerRequests: 0.3,
  objectRequests: 0.15,
  objectRowsRead: 0.001,
  objectRowsWritten: 1,
  queueOperations: 0.4,
  d1RowsRead: 0.001,
  d1RowsWritten: 1,
  r2ClassA: 4.5,
  r2ClassB: 0.36,
  /** An object is billed for 128 MB while it is awake. */
  objectGigabyteSeconds: 12.5,
  /** Of the Worker; an object's CPU time is not billed. */
  cpuMilliseconds: 0.02,
} as const;

export type Usage = Readonly<Record<keyof typeof PRICES, number>>;

/** What so much use costs, in USD, by what it is for. */
export function priceUsage(usage: Usage): Record<keyof Usage, number> & { readonly total: number } {
  const price = (name: keyof Usage) => (usage[name] * PRICES[name]) / 1_000_000;
  const parts = {
    workerRequests: price("workerRequests"),
    objectRequests: price("objectRequests"),
    objectRowsRead: price("objectRowsRead"),
    objectRowsWritten: price("objectRowsWritten"),
    queueOperations: price("queueOperations"),
    d1RowsRead: price("d1RowsRead"),
    d1RowsWritten: price("d1RowsWritten"),
    r2ClassA: price("r2ClassA"),
    r2ClassB: price("r2ClassB"),
    objectGigabyteSeconds: price("objectGigabyteSeconds"),
    cpuMilliseconds: price("cpuMilliseconds"),
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}
