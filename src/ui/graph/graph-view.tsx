import { Position, type Edge, type Node } from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type KeyboardEvent } from "react";
import { ErrorState, Loading } from "../kit/states.tsx";
import { STATES, type ShownState } from "../theme/states.ts";
import { useWords } from "../words/catalogue.ts";
import { BoxNode, type BoxData } from "./box-node.tsx";
import { Canvas } from "./canvas.tsx";
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
  return (
    <Canvas
      nodes={nodes}
      edges={edges}
      nodeTypes={NODES}
      aria-label={t("graph.label")}
      mapLabel={t("graph.map")}
      colour={colourNode}
      first={() => placed.find(({ box }) => !box.isOpen && stateOf(box.tasks) === "failed")?.box.id ?? null}
      onNodeClick={(_, node) => onChoose(node.id)}
      onKeyDown={(event) => chooseByKey(event, onChoose)}
    />
  );
}

/** Enter on a box that has the focus, and not on a button within it, is a click on it. */
function chooseByKey(event: KeyboardEvent, onChoose: GraphViewProps["onChoose"]): void {
  const { target } = event;
  if (event.key !== "Enter" || !(target instanceof HTMLElement) || !target.matches(".react-flow__node")) return;
  event.preventDefault();
  onChoose(target.dataset["id"] ?? "");
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

function colourNode({ data: { box, state } }: Node<BoxData>): string {
  if (box.isOpen) return "transparent";
  return state === null ? "var(--line-strong)" : STATES[state].fill;
}
