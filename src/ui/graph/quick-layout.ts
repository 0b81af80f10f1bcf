import { orderLayers } from "./layers.ts";
import type { Box, Picture } from "./graph-model.ts";
import { PADDING, SPACE, type Placed } from "./placed.ts";

/** A box as its surroundings see it: an open group is as large as what it holds. */
interface Item {
  readonly box: Box;
  readonly width: number;
  readonly height: number;
  readonly inside: readonly Placed[];
}
type Pair = readonly [from: string, to: string];

/**
 * Places boxes in layers, left to right, each group on its own and then as one box: a thousand in some milliseconds,
 * with more bends and crossings than a layout that looks at all of them at once. Cost: O((boxes + lines) log boxes).
 */
export function layOutQuickly({ boxes, lines }: Picture): Placed[] {
  const parents = new Map(boxes.map(({ id, parent }) => [id, parent]));
  const children = Map.groupBy(boxes, ({ parent }) => parent);
  const pairs = Map.groupBy(
    lines.flatMap(({ from, to }) => lift(parents, from, to) ?? []),
    ({ level }) => level,
  );
  const build = (parent: string | null): Arranged => {
    const items = (children.get(parent) ?? []).map((box): Item => {
      if (!box.isOpen) return { box, width: box.width, height: box.height, inside: [] };
      const { placed, width, height } = build(box.id);
      const { top, side } = PADDING;
      const inside = placed.map((item) => {
        return item.box.parent === box.id ? { ...item, x: item.x + side, y: item.y + top } : item;
      });
      return { box, width: Math.max(width + 2 * side, box.width), height: height + top + side, inside };
    });
    return arrange(
      items,
      (pairs.get(parent) ?? []).map(({ pair }) => pair),
    );
  };
  return [...build(null).placed];
}

/** A line between boxes of different groups, seen where their surroundings meet; null within one box. */
function lift(parents: ReadonlyMap<string, string | null>, from: string, to: string) {
  const above = new Map<string | null, string>();
  for (let at: string | null = from; at !== null; at = parents.get(at) ?? null) above.set(parents.get(at) ?? null, at);
  for (let at: string | null = to; at !== null; at = parents.get(at) ?? null) {
    const level = parents.get(at) ?? null;
    const start = above.get(level);
    if (start !== undefined) return start === at ? null : { level, pair: [start, at] as Pair };
  }
  return null;
}

interface Arranged {
  readonly placed: readonly Placed[];
  readonly width: number;
  readonly height: number;
}

/** What hangs together stands in layers, what stands alone in rows below. */
function arrange(items: readonly Item[], pairs: readonly Pair[]): Arranged {
  const tied = new Set(pairs.flat());
  const bound = items.filter(({ box }) => tied.has(box.id));
  const alone = items.filter(({ box }) => !tied.has(box.id));
  const upper = placeLayers(bound, pairs);
  const below = placeRows(alone, upper.width);
  const gap = bound.length > 0 && alone.length > 0 ? SPACE.boxes : 0;
  const own = new Set(alone.map(({ box }) => box));
  const moved = below.placed.map((item) => {
    return own.has(item.box) ? { ...item, y: item.y + upper.height + gap } : item;
  });
  return {
    placed: [...upper.placed, ...moved],
    width: Math.max(upper.width, below.width),
    height: upper.height + gap + below.height,
  };
}

function placeLayers(items: readonly Item[], pairs: readonly Pair[]): Arranged {
  const byId = new Map(items.map((item) => [item.box.id, item]));
  const before = Map.groupBy(pairs, ([, to]) => to);
  const middles = new Map<string, number>();
  const placed: Placed[] = [];
  let x = 0;
  for (const layer of orderLayers([...byId.keys()], pairs)) {
    const column = layer.flatMap((id) => byId.get(id) ?? []);
    const wishes = column.map(({ box }) => {
      return mean((before.get(box.id) ?? []).flatMap(([from]) => middles.get(from) ?? []));
    });
    const tops = stack(column, wishes);
    column.forEach((item, index) => {
      const y = tops[index] ?? 0;
      middles.set(item.box.id, y + item.height / 2);
      placed.push(...put(item, x, y));
    });
    x += Math.max(...column.map(({ width }) => width)) + SPACE.layers;
  }
  return settle(placed, items, Math.max(0, x - SPACE.layers));
}

/** One below the other, each where it wishes to be or as near as its neighbours let it. */
function stack(column: readonly Item[], wishes: readonly (number | null)[]): number[] {
  let end = -Infinity;
  const tops = column.map(({ height }, index) => {
    const wish = wishes[index] ?? null;
    const free = end === -Infinity ? 0 : end + SPACE.boxes;
    const top = wish === null ? free : Math.max(wish - height / 2, end === -Infinity ? -Infinity : free);
    end = top + height;
    return top;
  });
  const drifts = column.flatMap(({ height }, index) => {
    const wish = wishes[index] ?? null;
    return wish === null ? [] : [wish - height / 2 - (tops[index] ?? 0)];
  });
  const drift = mean(drifts) ?? 0;
  return tops.map((top) => Math.round(top + drift));
}

/** Moves everything so that the uppermost begins at nought. */
function settle(placed: readonly Placed[], items: readonly Item[], width: number): Arranged {
  const own = new Set(items.map(({ box }) => box));
  const outer = placed.filter(({ box }) => own.has(box));
  const top = outer.reduce((least, { y }) => Math.min(least, y), outer.length === 0 ? 0 : Infinity);
  const moved = placed.map((item) => (own.has(item.box) ? { ...item, y: item.y - top } : item));
  const height = outer.reduce((most, item) => Math.max(most, item.y - top + item.height), 0);
  return { placed: moved, width, height };
}

/** Fills rows to about the shape of a screen, at least `wide`. */
function placeRows(items: readonly Item[], wide: number): Arranged {
  const area = items.reduce((sum, { width, height }) => sum + (width + SPACE.boxes) * (height + SPACE.boxes), 0);
  const most = Math.max(wide, Math.sqrt(area * 1.6));
  const placed: Placed[] = [];
  let [x, y, row, width] = [0, 0, 0, 0];
  for (const item of items) {
    if (x > 0 && x + item.width > most) [x, y, row] = [0, y + row + SPACE.boxes, 0];
    placed.push(...put(item, x, y));
    width = Math.max(width, x + item.width);
    x += item.width + SPACE.boxes;
    row = Math.max(row, item.height);
  }
  return { placed, width, height: y + row };
}

/** Outer boxes stand before what they hold, as the picture draws them. */
function put({ box, width, height, inside }: Item, x: number, y: number): Placed[] {
  return [{ box, x, y, width, height }, ...inside];
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
