import type { Item, Link, Model } from "./model.ts";

export interface Choice {
  readonly text: string;
  readonly group: string;
  readonly team: string;
  /** Only what asks for attention. */
  readonly isAttention: boolean;
  /** An item's id; then only what is upstream and downstream of it. */
  readonly focus: string;
  /** How far from the focus, in lines. */
  readonly steps: number;
}

/** The part of the graph that is looked at: what fits, with what it hangs on directly, or what is around the focus. */
export function choose(model: Model, choice: Choice): Model {
  if (model.items.has(choice.focus)) return keep(model, findAround(model, choice.focus, choice.steps));
  const found = [...model.items.values()].filter((item) => isFitting(item, choice));
  if (found.length === model.items.size) return model;
  const ids = new Set(found.map(({ id }) => id));
  const touching = model.links.filter(({ from, to }) => ids.has(from) || ids.has(to));
  return keep(model, new Set([...ids, ...touching.flatMap(({ from, to }) => [from, to])]));
}

function isFitting({ name, group, team, attention }: Item, choice: Choice): boolean {
  const text = choice.text.trim().toLowerCase();
  return (
    (text === "" || name.toLowerCase().includes(text)) &&
    (choice.group === "" || group === choice.group) &&
    (choice.team === "" || team === choice.team) &&
    (!choice.isAttention || attention !== null)
  );
}

function keep({ items, links }: Model, ids: ReadonlySet<string>): Model {
  return {
    items: new Map([...items].filter(([id]) => ids.has(id))),
    links: links.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  };
}

/** What leads to the item and what it leads to, each within so many lines, and itself. */
export function findAround({ links }: Model, id: string, steps: number): ReadonlySet<string> {
  const upstream = walk(links, id, steps, ({ from, to }) => [to, from]);
  const downstream = walk(links, id, steps, ({ from, to }) => [from, to]);
  return new Set([...upstream, ...downstream]);
}

function walk(links: readonly Link[], id: string, steps: number, turn: (link: Link) => readonly [string, string]) {
  const next = Map.groupBy(links, (link) => turn(link)[0]);
  const seen = new Set([id]);
  let edge = [id];
  for (let step = 0; step < steps && edge.length > 0; step += 1) {
    const reached = edge.flatMap((at) => (next.get(at) ?? []).map((link) => turn(link)[1]));
    edge = [...new Set(reached)].filter((at) => !seen.has(at));
    for (const at of edge) seen.add(at);
  }
  return seen;
}

/** Where to look first: what failed, then what is older than its sources, then what waits; null when all is well. */
export function findFirst({ items }: Model): Item | null {
  const urgent = [...items.values()].filter(({ attention }) => attention !== null);
  return urgent.toSorted((one, other) => (one.attention ?? 0) - (other.attention ?? 0))[0] ?? null;
}
