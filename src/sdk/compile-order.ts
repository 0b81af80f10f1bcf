/** Something with an id that waits for others by id. */
export interface Ordered {
  readonly id: string;
  readonly upstream: Iterable<string>;
}
export type Sorted<T> =
  | { readonly ok: true; readonly order: readonly T[] }
  /** From one id of the circle along its edges back to the same. */
  | { readonly ok: false; readonly cycle: readonly string[] };

/**
 * All items, each after everything upstream of it and otherwise in the order given. Ids that name no item are ignored.
 * Cost: O(items + edges), without recursion, so that a chain may be as long as memory allows.
 */
export function sortTopologically<T extends Ordered>(items: readonly T[]): Sorted<T> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const order = new Set<T>();
  for (const item of items) {
    const cycle = visit(item, byId, order);
    if (cycle !== null) return { ok: false, cycle };
  }
  return { ok: true, order: [...order] };
}

/** Adds an item after all that is upstream of it; answers with a circle when it meets one. */
function visit<T extends Ordered>(start: T, byId: ReadonlyMap<string, T>, order: Set<T>): string[] | null {
  const path = new Map([[start, start.upstream[Symbol.iterator]()]]);
  const stack = [start];
  for (let item = stack.at(-1); item !== undefined; item = stack.at(-1)) {
    const step = order.has(item) ? undefined : path.get(item)?.next();
    if (step === undefined || step.done === true) {
      order.add(item);
      path.delete(item);
      stack.pop();
      continue;
    }
    const above = byId.get(step.value);
    if (above === undefined || order.has(above)) continue;
    if (path.has(above)) return nameCycle([...path.keys()], above);
    path.set(above, above.upstream[Symbol.iterator]());
    stack.push(above);
  }
  return null;
}

function nameCycle<T extends Ordered>(path: readonly T[], met: T): string[] {
  const circle = path.slice(path.indexOf(met)).map(({ id }) => id);
  return [met.id, ...circle.toReversed()];
}
