import ELK, { type ElkNode } from "elkjs/lib/elk-api.js";
import elkWorker from "elkjs/lib/elk-worker.min.js?worker&url";
import { openWorker } from "../workers.ts";
import type { Box, Picture } from "./graph-model.ts";
import { PADDING, SPACE, type Placed } from "./placed.ts";
// oxlint-disable-next-line import/default -- the build makes it the address of the worker
import quickWorker from "./quick-worker.ts?worker&url";

const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.layered.spacing.nodeNodeBetweenLayers": String(SPACE.layers),
  "elk.spacing.nodeNode": String(SPACE.boxes),
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
};
/** Above so many boxes the crossings that could be spared cost seconds. */
const LARGE = 250;
const { top, side } = PADDING;
const INSIDE = { "elk.padding": `[top=${top},left=${side},bottom=${side},right=${side}]` };

let layouter: InstanceType<typeof ELK> | null = null;

/** Places boxes in layers, left to right, in a worker, so that the page stays free: some with care, very many quickly. */
export async function layOut(picture: Picture): Promise<Placed[]> {
  const { boxes, lines } = picture;
  if (boxes.length > LARGE) return layOutLarge(picture);
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
    layoutOptions: OPTIONS,
    children: build(null),
    edges: lines.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  return collect(root, new Map(boxes.map((box) => [box.id, box])));
}

async function layOutLarge(picture: Picture): Promise<Placed[]> {
  const worker = openWorker(quickWorker);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Placed[]>) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(picture);
    });
  } finally {
    worker.terminate();
  }
}

/** Outer boxes stand before what they hold, as the picture draws them. */
function collect({ children = [] }: ElkNode, boxes: ReadonlyMap<string, Box>): Placed[] {
  return children.flatMap((node) => {
    const box = boxes.get(node.id);
    if (box === undefined) return [];
    const { x = 0, y = 0, width = box.width, height = box.height } = node;
    return [{ box, x, y, width: Math.ceil(width), height: Math.ceil(height) }, ...collect(node, boxes)];
  });
}
