import "@xyflow/react/dist/base.css";
import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  type Node,
  type ReactFlowInstance,
  type ReactFlowProps,
} from "@xyflow/react";

interface CanvasProps<Shown extends Node> extends Pick<
  ReactFlowProps<Shown>,
  "nodes" | "edges" | "nodeTypes" | "onInit" | "onNodeClick" | "nodesFocusable" | "elementsSelectable" | "aria-label"
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
/** Room before the first node, in pixels. */
const EDGE = 32;
/** On a phone it would hide what it maps. */
const MAP = {
  className: "max-sm:hidden!",
  bgColor: "var(--surface)",
  maskColor: "color-mix(in srgb, var(--canvas) 70%, transparent)",
};

/** A graph that is already laid out, to be looked at: it is moved, zoomed and mapped, and not edited. */
export function Canvas<Shown extends Node>({ mapLabel, colour, first, onInit, ...rest }: CanvasProps<Shown>) {
  const { nodes } = rest;
  return (
    <ReactFlow<Shown>
      {...rest}
      onInit={(flow) => {
        onInit?.(flow);
        void showFirst(flow, first());
      }}
      minZoom={0.05}
      maxZoom={2}
      onlyRenderVisibleElements={nodes.length > LARGE}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      proOptions={{ hideAttribution: true }}
    >
      <Background gap={24} size={1} color="var(--line)" />
      <Controls showInteractive={false} className="overflow-hidden rounded-md border border-line bg-surface" />
      {nodes.length > FEW && <MiniMap<Shown> pannable zoomable ariaLabel={mapLabel} nodeColor={colour} {...MAP} />}
    </ReactFlow>
  );
}

/** All of it where that can be read; else the one given, or the beginning. */
async function showFirst<Shown extends Node>(flow: ReactFlowInstance<Shown>, given: string | null): Promise<void> {
  await flow.fitView({ maxZoom: 1.1, padding: 0.08 });
  const nodes = flow.getNodes();
  if (flow.getZoom() >= LEGIBLE || nodes.length === 0) return;
  const leftmost = nodes.reduce((least, node) => (node.position.x < least.position.x ? node : least));
  await flow.fitView({ nodes: [{ id: given ?? leftmost.id }], minZoom: READABLE, maxZoom: READABLE });
  // Nothing stands before the beginning: it need not be in the middle.
  if (given === null) await flow.setViewport({ ...flow.getViewport(), x: EDGE - leftmost.position.x * READABLE });
}
