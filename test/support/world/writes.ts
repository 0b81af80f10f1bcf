import type { SqlValue } from "../../../src/coordinator/ports.ts";

/** What one event wrote into an object, in order. */
export type Writes = readonly (readonly [query: string, bindings: readonly SqlValue[]])[];

/** Tells writes to a person who replays a seed. */
export function traceWrites(name: string, writes: Writes, trace: ((line: string) => void) | null): void {
  if (trace === null) return;
  for (const [query, bindings] of writes)
    trace(`${name} keeps ${query.replace(/\s+/g, " ").slice(0, 60)} ${JSON.stringify(bindings).slice(0, 600)}`);
}
