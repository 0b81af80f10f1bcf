import "@xyflow/react/dist/base.css";
import {
  Background,
  Controls,
  MiniMap,
  Position,
  ReactFlow,
  type Edge,
  type Node,
  type ReactFlowInstance,
} from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ErrorState, Loading } from "../kit/states.tsx";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";
import { BoxNode, type BoxData } from "./box-node.tsx";
import type { Line, Picture } from "./graph-model.ts";
import { layOut } from "./layout.ts";
import type { Placed } from "./placed.ts";

type StateOf = (tasks: readonly string[]) => ShownState | null;

interface GraphViewProps {
  readonly picture: Picture;
  /** State of a box, of the run that is looked at; null when none is. */
  readonly stateOf: StateOf;
  readonly countOf: (task: string) => number | null;
  readonly onChoose: (boxId: string) => void;
  readonly onFold: (groupId: string) => void;
}

const NODES = { box: BoxNode };
/** Smaller than this nobody reads: a large DAG is then looked at in parts, with the map beside it. */
const LEGIBLE = 0.6;
const READABLE = 0.9;

export function GraphView(props: GraphViewProps) {
  const { picture } = props;
  const key = picture.boxes.map(({ id, isOpen }) => `${id}${isOpen ? "+" : ""}`).join("|");
  const { data, error } = useQuery({
    queryKey: ["graph-layout", key, picture.lines.length],
    queryFn: () => layOut(picture),
    staleTime: Infinity,
  });
  if (error !== null) return <ErrorState error={error} />;
  if (data === undefined) return <Loading rows={8} />;
  return <Drawn {...props} placed={data} />;
}

function Drawn({
  picture,
  placed,
  stateOf,
  countOf,
  onChoose,
  onFold,
}: GraphViewProps & { placed: readonly Placed[] }) {
  const t = useWords();
  const nodes = useMemo(
    () => placed.map((item) => toNode(item, { state: stateOf(item.box.tasks), count: countOf(item.box.id), onFold })),
    [placed, stateOf, countOf, onFold],
  );
  const edges = useMemo(() => picture.lines.map(toEdge), [picture]);
  const isLarge = placed.length > 40;
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={NODES}
      onInit={(flow) => void showFirst(flow, placed, stateOf)}
      minZoom={0.05}
      maxZoom={2}
      onlyRenderVisibleElements={isLarge}
      nodesDraggable={false}
      nodesConnectable={false}
      edgesFocusable={false}
      proOptions={{ hideAttribution: true }}
      aria-label={t("graph.label")}
      onNodeClick={(_, node) => onChoose(node.id)}
    >
      <Background gap={24} size={1} color="var(--line)" />
      <Controls showInteractive={false} className="overflow-hidden rounded-md border border-line bg-surface" />
      {isLarge && <MiniMap pannable zoomable ariaLabel={t("graph.map")} nodeColor={colourNode} {...MAP} />}
    </ReactFlow>
  );
}

/** Room before the first box, in pixels. */
const EDGE = 32;
/** On a phone it would hide what it maps. */
const MAP = {
  className: "max-sm:hidden",
  bgColor: "var(--surface)",
  maskColor: "color-mix(in srgb, var(--canvas) 70%, transparent)",
};

/** All of it where that can be read; else what failed, or the beginning. */
async function showFirst(flow: ReactFlowInstance<Node<BoxData>>, placed: readonly Placed[], stateOf: StateOf) {
  const options = { maxZoom: 1.1, padding: 0.08 };
  await flow.fitView(options);
  if (flow.getZoom() >= LEGIBLE) return;
  const failed = placed.find(({ box }) => !box.isOpen && stateOf(box.tasks) === "failed");
  const first = failed ?? placed.reduce((least, item) => (item.x < least.x ? item : least));
  await flow.fitView({ nodes: [{ id: first.box.id }], minZoom: READABLE, maxZoom: READABLE });
  // Nothing stands before the beginning: it need not be in the middle.
  if (failed === undefined) await flow.setViewport({ ...flow.getViewport(), x: EDGE - first.x * READABLE });
}

function toNode(
  { box, x, y, width, height }: Placed,
  facts: Pick<BoxData, "state" | "count" | "onFold">,
): Node<BoxData> {
  return {
    id: box.id,
    type: "box",
    position: { x, y },
    ...(box.parent === null ? {} : { parentId: box.parent }),
    width,
    height,
    ...fasten(width, height),
    data: { box, ...facts },
    ariaLabel: box.label,
    selectable: false,
    focusable: true,
  };
}

/**
 * Where lines end, and the size as it will be: both are known, so that a box that comes into sight need not wait.
 * A line's end takes a pixel, whose outer or middle edge is the point.
 */
function fasten(width: number, height: number): Pick<Node, "handles" | "measured"> {
  const end = { y: height / 2 - 0.5, width: 1, height: 1 };
  const handles = [
    { ...end, type: "target" as const, position: Position.Left, x: 0 },
    { ...end, type: "source" as const, position: Position.Right, x: width - 1 },
  ];
  return { handles, measured: { width, height } };
}

const LABEL = {
  labelStyle: { fill: "var(--ink-2)", fontSize: 11 },
  labelBgStyle: { fill: "var(--canvas)" },
  labelBgPadding: [4, 2] as [number, number],
  labelBgBorderRadius: 4,
};

function toEdge({ id, from, to, label, isSoft }: Line): Edge {
  const style = { stroke: "var(--line-strong)", strokeWidth: 1.4, ...(isSoft ? { strokeDasharray: "4 4" } : {}) };
  return { id, source: from, target: to, style, interactionWidth: 0, ...(label === null ? {} : { label, ...LABEL }) };
}

function colourNode(node: Node): string {
  const { box, state } = node.data as BoxData;
  if (box.isOpen) return "transparent";
  return state === null ? "var(--line-strong)" : STATES[state].fill;
}
