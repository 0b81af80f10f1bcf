import type { Node, ReactFlowInstance } from "@xyflow/react";
import type { KeyboardEvent } from "react";
import type { Model } from "./model.ts";
import type { ItemData } from "./nodes.tsx";

export type Flow = ReactFlowInstance<Node<ItemData>>;

interface World {
  readonly flow: Flow;
  readonly model: Model;
  readonly onFocus: (id: string) => void;
}

/** Frames in which a node that came into view is looked for. */
const PATIENCE = 20;

/** Arrow keys go from an item along its lines and to those beside it; `f` draws the graph around it. */
export function walkByKeys(event: KeyboardEvent<HTMLElement>, { flow, model, onFocus }: World): void {
  const item = event.target instanceof Element ? event.target.closest("[data-item]") : null;
  const id = item?.getAttribute("data-item") ?? "";
  if (id === "" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "f") {
    event.preventDefault();
    onFocus(id);
  }
  if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  const next = findNext(flow, model, id, event.key);
  if (next === null) return;
  const { position, width = 0, height = 0 } = next;
  void flow.setCenter(position.x + width / 2, position.y + height / 2, { zoom: flow.getZoom() });
  takeFocus(event.currentTarget, next.id, PATIENCE);
}

/** Left and right: the nearest neighbour by a line; up and down: the nearest in the same layer. */
function findNext(flow: Flow, { links }: Model, id: string, key: string): Node<ItemData> | null {
  const own = flow.getNode(id);
  if (own === undefined) return null;
  const lined = new Set(
    links.flatMap(({ from, to }) => {
      if (key === "ArrowLeft") return to === id ? [from] : [];
      return from === id ? [to] : [];
    }),
  );
  const isSideways = key === "ArrowLeft" || key === "ArrowRight";
  const isAhead = (node: Node): boolean => {
    if (isSideways) return lined.has(node.id);
    const isBeside = centre(node) > own.position.x && node.position.x < own.position.x + (own.width ?? 0);
    return isBeside && (key === "ArrowDown" ? node.position.y > own.position.y : node.position.y < own.position.y);
  };
  const found = flow.getNodes().filter((node) => node.id !== id && isAhead(node));
  const distance = (node: Node) => Math.abs(node.position.y - own.position.y);
  return found.toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}

function centre({ position, width = 0 }: Node): number {
  return position.x + width / 2;
}

/** Nodes out of view are not in the page: the next frames bring it. */
function takeFocus(place: Element, id: string, patience: number): void {
  const item = [...place.querySelectorAll("[data-item]")].find((one) => one.getAttribute("data-item") === id);
  const target = item?.querySelector<HTMLElement>("a, button");
  if (target !== null && target !== undefined) return target.focus({ preventScroll: true });
  if (patience > 0) requestAnimationFrame(() => takeFocus(place, id, patience - 1));
}
