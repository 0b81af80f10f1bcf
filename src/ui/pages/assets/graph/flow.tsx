import type { Edge, Node } from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useState, type MouseEvent } from "react";
import { Canvas } from "../../../graph/canvas.tsx";
import type { Picture } from "../../../graph/graph-model.ts";
import { layOut } from "../../../graph/layout.ts";
import { ErrorState, Loading } from "../../../kit/states.tsx";
import { useWords } from "../../../words/catalogue.ts";
import { findFirst } from "./choose.ts";
import { walkByKeys, type Flow } from "./keyboard.ts";
import type { Link, Model } from "./model.ts";
import { colourItem, ItemNode, SIZES, type ItemData } from "./nodes.tsx";

interface AssetFlowProps {
  readonly model: Model;
  /** The item it is drawn around; empty without. */
  readonly focus: string;
  readonly onFocus: (id: string) => void;
}
interface Place {
  readonly x: number;
  readonly y: number;
}

const NODES = { item: ItemNode };

/** Assets and DAGs in layers, in the direction that data goes. */
export function AssetFlow(props: AssetFlowProps) {
  const { model } = props;
  const picture = useMemo(() => toPicture(model), [model]);
  const key = [...model.items.keys(), ...picture.lines.map(({ id }) => id)].join("|");
  const { data, error } = useQuery({
    queryKey: ["graph-layout", "assets", key],
    queryFn: async () => new Map((await layOut(picture)).map(({ box, x, y }) => [box.id, { x, y }])),
    staleTime: Infinity,
  });
  if (error !== null) return <ErrorState error={error} />;
  if (data === undefined) return <Loading rows={8} />;
  // Another picture is another flow: it shows its beginning, and keeps nothing of the one before.
  return <Drawn key={`${key} ${props.focus}`} {...props} places={data} />;
}

function toPicture({ items, links }: Model): Picture {
  const common = { parent: null, isOpen: false, isMapped: false, note: null, tasks: [] };
  return {
    boxes: [...items.values()].map(({ id, name, kind }) => ({
      id,
      label: name,
      kind: "asset",
      ...common,
      ...SIZES[kind],
    })),
    lines: links.map(({ from, to, isSoft }) => ({ id: `${from}→${to}`, from, to, label: null, isSoft })),
  };
}

function Drawn({ model, focus, onFocus, places }: AssetFlowProps & { readonly places: ReadonlyMap<string, Place> }) {
  const t = useWords();
  const [flow, setFlow] = useState<Flow | null>(null);
  const nodes = useMemo(() => listNodes(model, places, { focus, onFocus }), [model, places, focus, onFocus]);
  const edges = useMemo(() => model.links.map((link) => toEdge(link, isWaiting(model, link))), [model]);
  const keys = useId();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are pressed on the links within
    <div
      role="group"
      aria-label={t("assetGraph.label")}
      aria-describedby={keys}
      className="size-full"
      onKeyDown={(event) => flow !== null && walkByKeys(event, { flow, model, onFocus })}
    >
      <span id={keys} hidden>
        {t("assetGraph.keys")}
      </span>
      <Canvas
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        nodesFocusable={false}
        elementsSelectable={false}
        mapLabel={t("assetGraph.map")}
        colour={({ data }) => colourItem(data.item)}
        first={() => (model.items.has(focus) ? focus : (findFirst(model)?.id ?? null))}
        onInit={setFlow}
        onNodeClick={followLink}
      />
    </div>
  );
}

/** A click anywhere on a node is one on its name. */
function followLink(event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null || target.closest("a, button") !== null) return;
  target.closest(".react-flow__node")?.querySelector("a")?.click();
}

function listNodes(
  { items }: Model,
  places: ReadonlyMap<string, Place>,
  { focus, onFocus }: Pick<AssetFlowProps, "focus" | "onFocus">,
): Node<ItemData>[] {
  return [...items.values()].flatMap((item) => {
    const position = places.get(item.id);
    if (position === undefined) return [];
    const data = { item, isFocus: item.id === focus, onFocus };
    return [{ id: item.id, type: "item", position, ...SIZES[item.kind], data, focusable: false, selectable: false }];
  });
}

/** Along this line an update waits for others. */
function isWaiting({ items }: Model, { from, to }: Link): boolean {
  const [asset, dag] = [items.get(from), items.get(to)];
  return asset?.kind === "asset" && dag?.kind === "dag" && asset.waitingAt.includes(dag.dag.dag_id);
}

function toEdge({ from, to, isSoft }: Link, isHeld: boolean): Edge {
  const stroke = isHeld ? "var(--state-queued)" : "var(--line-strong)";
  const style = { stroke, strokeWidth: isHeld ? 2.5 : 1.4, ...(isSoft ? { strokeDasharray: "4 4" } : {}) };
  return { id: `${from}→${to}`, source: from, target: to, style };
}
