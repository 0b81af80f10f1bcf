import type { GridNode } from "./grid-model.ts";

/** What is shown of the rows. */
export interface RowChoice {
  /** Ids of groups that are closed. */
  readonly folded: ReadonlySet<string>;
  /** Part of an id; rows on the way to a match are shown too. */
  readonly search: string;
}

/** Indexes of the rows on show, from the top. A search opens what it finds. */
export function chooseRows(nodes: readonly GridNode[], { folded, search }: RowChoice): number[] {
  return search === "" ? chooseOpen(nodes, folded) : chooseMatching(nodes, search.toLowerCase());
}

function chooseOpen(nodes: readonly GridNode[], folded: ReadonlySet<string>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < nodes.length;) {
    const node = nodes[row];
    rows.push(row);
    row = node !== undefined && node.isGroup && folded.has(node.id) ? node.end : row + 1;
  }
  return rows;
}

function chooseMatching(nodes: readonly GridNode[], search: string): number[] {
  const isShown = new Uint8Array(nodes.length);
  nodes.forEach((node, row) => {
    if (!node.id.toLowerCase().includes(search)) return;
    for (let at = row; at >= 0 && isShown[at] !== 1; at = nodes[at]?.parent ?? -1) isShown[at] = 1;
  });
  return nodes.flatMap((_, row) => (isShown[row] === 1 ? [row] : []));
}

/** A group as it comes, with the tasks and groups in it in their order. */
export interface TreeItem {
  readonly id: string;
  readonly isMapped: boolean;
  /** Null for a task. */
  readonly children: readonly TreeItem[] | null;
}

/** The tree as rows, each group before what it holds. */
export function flattenTree(items: readonly TreeItem[]): GridNode[] {
  const nodes: GridNode[] = [];
  const add = (item: TreeItem, depth: number, parent: number): void => {
    const index = nodes.length;
    const { id, isMapped } = item;
    const prefix = parent < 0 ? "" : `${nodes[parent]?.id ?? ""}.`;
    const label = prefix !== "" && id.startsWith(prefix) ? id.slice(prefix.length) : id;
    const node = { id, label, isGroup: item.children !== null, isMapped, depth, parent };
    nodes.push({ ...node, end: index + 1 });
    for (const child of item.children ?? []) add(child, depth + 1, index);
    nodes[index] = { ...node, end: nodes.length };
  };
  for (const item of items) add(item, 0, -1);
  return nodes;
}
