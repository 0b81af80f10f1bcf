import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import elkWorker from "elkjs/lib/elk-worker.min.js?worker&url";
import { openWorker } from "../workers.ts";
import type { Box, Picture } from "./graph-model.ts";

export interface Placed {
  readonly box: Box;
  /** Relative to the box around it. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.layered.spacing.nodeNodeBetweenLayers": "56",
  "elk.spacing.nodeNode": "14",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};
/** Above so many boxes beauty costs seconds: fewer rounds, no order of the model's, and lines that go straight. */
const LARGE = 250;
const QUICK = {
  ...OPTIONS,
  "elk.layered.considerModelOrder.strategy": "NONE",
  "elk.layered.thoroughness": "1",
  "elk.layered.layering.strategy": "LONGEST_PATH",
  "elk.layered.crossingMinimization.greedySwitch.type": "OFF",
  "elk.edgeRouting": "POLYLINE",
};
/** Above so many even that takes seconds: boxes then stand where they come to lie. */
const HUGE = 600;
const QUICKEST = { ...QUICK, "elk.layered.nodePlacement.strategy": "SIMPLE" };
const INSIDE = { "elk.padding": "[top=38,left=14,bottom=14,right=14]" };

let layouter: InstanceType<typeof ELK> | null = null;

/** Places boxes in layers, left to right, in a worker: the page stays free while it computes. */
export async function layOut({ boxes, lines }: Picture): Promise<Placed[]> {
  layouter ??= new ELK({ workerFactory: () => openWorker(elkWorker) });
  const children = new Map<string | null, Box[]>();
  for (const box of boxes) children.set(box.parent, [...(children.get(box.parent) ?? []), box]);
  const build = (parent: string | null): ElkNode[] =>
    (children.get(parent) ?? []).map((box) => {
      const { id, width, height, isOpen } = box;
      return isOpen ? { id, layoutOptions: INSIDE, children: build(id) } : { id, width, height };
    });
  const root = await layouter.layout({
    id: "root",
    layoutOptions: chooseOptions(boxes.length),
    children: build(null),
    edges: lines.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  return collect(root, new Map(boxes.map((box) => [box.id, box])));
}

function chooseOptions(count: number): Readonly<Record<string, string>> {
  if (count > HUGE) return QUICKEST;
  return count > LARGE ? QUICK : OPTIONS;
}

/** Outer boxes stand before what they hold, as the picture draws them. */
function collect({ children = [] }: ElkNode, boxes: ReadonlyMap<string, Box>): Placed[] {
  return children.flatMap((node) => {
    const box = boxes.get(node.id);
    if (box === undefined) return [];
    const { x = 0, y = 0, width = box.width, height = box.height } = node;
    return [{ box, x, y, width, height }, ...collect(node, boxes)];
  });
}
