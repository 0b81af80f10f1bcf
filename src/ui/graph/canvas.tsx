import "@xyflow/react/dist/base.css";
import { Controls, MiniMap, ReactFlow, type Node, type ReactFlowInstance, type ReactFlowProps } from "@xyflow/react";
import { useRef } from "react";
import { useCanvasWords } from "./canvas-words.ts";

interface CanvasProps<Shown extends Node> extends Pick<
  ReactFlowProps<Shown>,
  | "nodes"
  | "edges"
  | "nodeTypes"
  | "onInit"
  | "onNodeClick"
  | "onKeyDown"
  | "nodesFocusable"
  | "elementsSelectable"
  | "aria-label"
> {
  readonly nodes: Shown[];
  readonly mapLabel: string;
  /** Colour of a node on the map. */
  readonly colour: (node: Shown) => string;
  /** Id of the node to begin with where not all of them can be read at once; null for the leftmost. */
  readonly first: () => string | null;
}

/** Smaller than this nobody reads: a large graph is then looked at in parts, with the map beside it. */
const LEGIBLE = 0.6;
const READABLE = 0.9;
/** From so many nodes on, only those in view are in the page. */
const LARGE = 40;
/** Up to so many are seen without a map. */
const FEW = 12;
/** Room around the outermost nodes, in pixels. */
const EDGE = 32;
/** On a phone it would hide what it maps. */
const MAP = {
  className: "max-sm:hidden!",
  bgColor: "var(--surface)",
  maskColor: "color-mix(in srgb, var(--canvas) 70%, transparent)",
};

/**
 * A graph that is already laid out, to be looked at: it is moved, zoomed and mapped, and not edited. It has no pattern
 * behind it, which would be painted anew with every frame: moving a thousand boxes is a fifth faster without.
 */
export function Canvas<Shown extends Node>({ mapLabel, colour, first, onInit, ...rest }: CanvasProps<Shown>) {
  const { nodes } = rest;
  const pane = useRef<HTMLDivElement>(null);
  return (
    <ReactFlow<Shown>
      {...rest}
      ref={pane}
      ariaLabelConfig={useCanvasWords()}
      onInit={(flow) => {
        onInit?.(flow);
        void showFirst(flow, first(), pane.current);
      }}
      minZoom={0.05}
      maxZoom={2}
      onlyRenderVisibleElements={nodes.length > LARGE}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      proOptions={{ hideAttribution: true }}
    >
      <Controls showInteractive={false} className="overflow-hidden rounded-md border border-line bg-surface" />
      {nodes.length > FEW && <MiniMap<Shown> pannable zoomable ariaLabel={mapLabel} nodeColor={colour} {...MAP} />}
    </ReactFlow>
  );
}

/** All of it where that can be read; else the one given, or the beginning, with no more room around than there must be. */
async function showFirst<Shown extends Node>(
  flow: ReactFlowInstance<Shown>,
  given: string | null,
  pane: HTMLElement | null,
): Promise<void> {
  await flow.fitView({ maxZoom: 1.1, padding: 0.08 });
  const nodes = flow.getNodes();
  if (flow.getZoom() >= LEGIBLE || nodes.length === 0 || pane === null) return;
  const leftmost = nodes.reduce((least, node) => (node.position.x < least.position.x ? node : least));
  await flow.fitView({ nodes: [{ id: given ?? leftmost.id }], minZoom: READABLE, maxZoom: READABLE });
  const all = flow.getNodesBounds(nodes);
  const { x, y, zoom } = flow.getViewport();
  await flow.setViewport({
    x: fill(x, [all.x * zoom, (all.x + all.width) * zoom], pane.clientWidth),
    y: fill(y, [all.y * zoom, (all.y + all.height) * zoom], pane.clientHeight),
    zoom,
  });
}

/** Moves what reaches from start to end so that it leaves no part of the room empty; what is smaller stands in its middle. */
function fill(at: number, [start, end]: readonly [start: number, end: number], room: number): number {
  const [least, most] = [room - EDGE - end, EDGE - start];
  return least > most ? (least + most) / 2 : Math.min(most, Math.max(least, at));
}
