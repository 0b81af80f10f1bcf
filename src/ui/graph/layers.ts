type Pair = readonly [from: string, to: string];

/** So often the order is looked through, forth and back. */
const SWEEPS = 4;

/**
 * Layers of a graph from its starts on, each in an order that crosses few lines. A line that would close a circle,
 * which only groups that need each other have, does not count. Cost: O((ids + pairs) log ids).
 */
export function orderLayers(ids: readonly string[], pairs: readonly Pair[]): string[][] {
  const after = group(pairs, 0);
  const before = group(pairs, 1);
  const depths = measureDepths(ids, after, before);
  const layers: string[][] = [];
  for (const id of ids) (layers[depths.get(id) ?? 0] ??= []).push(id);
  const all = Array.from(layers, (layer: string[] | undefined) => layer ?? []).filter(({ length }) => length > 0);
  const places = new Map<string, number>();
  for (const layer of all) layer.forEach((id, index) => places.set(id, index));
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForth = sweep % 2 === 0;
    const beside = isForth ? before : after;
    for (const layer of isForth ? all : all.toReversed()) sortLayer(layer, beside, places);
  }
  return all;
}

/** Neighbours by id: what comes after it for side 0, what comes before it for side 1. */
function group(pairs: readonly Pair[], side: 0 | 1): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const pair of pairs) {
    const own = pair[side];
    const other = pair[side === 0 ? 1 : 0];
    const there = found.get(own);
    if (there === undefined) found.set(own, [other]);
    else there.push(other);
  }
  return found;
}

type Neighbours = ReadonlyMap<string, readonly string[]>;

/** The longest way from a start to each. */
function measureDepths(ids: readonly string[], after: Neighbours, before: Neighbours): Map<string, number> {
  const missing = new Map(ids.map((id) => [id, before.get(id)?.length ?? 0]));
  const depths = new Map<string, number>();
  const ready = ids.filter((id) => missing.get(id) === 0);
  const rest = [...ids].reverse();
  while (depths.size < ids.length) {
    // Nothing is free of what is open: a circle, which is cut before the first of them.
    const id = ready.pop() ?? rest.pop();
    if (id === undefined) break;
    if (depths.has(id)) continue;
    const known = (before.get(id) ?? []).map((one) => (depths.get(one) ?? -1) + 1);
    depths.set(
      id,
      known.reduce((most, one) => Math.max(most, one), 0),
    );
    for (const next of after.get(id) ?? []) {
      const left = (missing.get(next) ?? 0) - 1;
      missing.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  return depths;
}

/** By the mean place of the neighbours; what has none stays where it is. */
function sortLayer(layer: string[], beside: Neighbours, places: Map<string, number>): void {
  const wish = new Map(
    layer.map((id, index) => {
      const others = beside.get(id) ?? [];
      const sum = others.reduce((total, other) => total + (places.get(other) ?? 0), 0);
      return [id, others.length === 0 ? index : sum / others.length];
    }),
  );
  layer.sort((one, other) => (wish.get(one) ?? 0) - (wish.get(other) ?? 0));
  layer.forEach((id, index) => places.set(id, index));
}
