import type { Graph, TaskKind } from "../../core/graph.ts";

/** A box of the picture: a task, a closed group, or an open group that holds others. Sizes in pixels. */
export interface Box {
  readonly id: string;
  readonly label: string;
  readonly kind: TaskKind | "group" | "asset";
  readonly parent: string | null;
  readonly isOpen: boolean;
  readonly isMapped: boolean;
  /** What is special about it; a word of the catalogue. */
  readonly note: BoxNote | null;
  /** Tasks it stands for: itself, or all of a group. */
  readonly tasks: readonly string[];
  readonly width: number;
  readonly height: number;
}

type BoxNote = "sensor" | "branch" | "short_circuit" | "latest_only" | "setup" | "teardown" | "asset";

export interface Line {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The arm of a branch that it hangs on. */
  readonly label: string | null;
  readonly isSoft: boolean;
}

export interface Picture {
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

const HEIGHT = 34;
const CHARACTER = 7.2;
const FRAME = 56;
const WIDEST = 280;

/** What is drawn of a DAG with some groups closed: lines into a closed group end at it, each once. */
export function drawGraph(graph: Graph, closed: ReadonlySet<string>, withAssets: boolean): Picture {
  const parents = new Map(graph.groups.map(({ id, parent }) => [id, parent]));
  const members = listMembers(graph, parents);
  const boxOf = (group: string | null, own: string): string => {
    let shown = own;
    for (let at = group; at !== null; at = parents.get(at) ?? null) if (closed.has(at)) shown = at;
    return shown;
  };
  const isHidden = (group: string | null): boolean => group !== null && boxOf(group, "") !== "";
  const groups = graph.groups
    .filter(({ parent }) => !isHidden(parent))
    .map(({ id, parent, expand }) =>
      createGroup(id, parent, { isOpen: !closed.has(id), isMapped: expand !== null, members }),
    );
  const tasks = graph.tasks.filter(({ group }) => !isHidden(group)).map(createTask);
  const place = new Map(graph.tasks.map(({ id, group }) => [id, boxOf(group, id)]));
  const lines = new Map<string, Line>();
  for (const task of graph.tasks) {
    for (const up of task.upstream)
      add(lines, place.get(up) ?? up, place.get(task.id) ?? task.id, findArm(graph, up, task.id));
  }
  const assets = withAssets ? drawAssets(graph, place) : { boxes: [], lines: [] };
  return { boxes: [...groups, ...tasks, ...assets.boxes], lines: [...lines.values(), ...assets.lines] };
}

function listMembers(graph: Graph, parents: ReadonlyMap<string, string | null>): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const { id, group } of graph.tasks) {
    for (let at = group; at !== null; at = parents.get(at) ?? null) members.set(at, [...(members.get(at) ?? []), id]);
  }
  return members;
}

/** A closed group bears its number of tasks and an arrow: as wide as so many characters. */
const BUTTON = 6;

function createGroup(
  id: string,
  parent: string | null,
  {
    isOpen,
    isMapped,
    members,
  }: { isOpen: boolean; isMapped: boolean; members: ReadonlyMap<string, readonly string[]> },
): Box {
  const tasks = members.get(id) ?? [];
  const label = shorten(id, parent);
  return {
    id,
    label,
    kind: "group",
    parent,
    isOpen,
    isMapped,
    note: null,
    tasks,
    ...measure(label, isOpen ? 0 : BUTTON),
  };
}

function createTask({ id, kind, group, expand, isSetup, teardown }: Graph["tasks"][number]): Box {
  const label = shorten(id, group);
  const note = noteOf(kind, isSetup, teardown !== null);
  const common = { id, label, kind, parent: group, isOpen: false, isMapped: expand !== null, tasks: [id] };
  return { ...common, note, ...measure(label, note?.length ?? (expand === null ? 0 : 4)) };
}

function noteOf(kind: TaskKind, isSetup: boolean, isTeardown: boolean): BoxNote | null {
  if (isSetup) return "setup";
  if (isTeardown) return "teardown";
  return kind === "task" || kind === "empty" ? null : kind;
}

function shorten(id: string, parent: string | null): string {
  return parent !== null && id.startsWith(`${parent}.`) ? id.slice(parent.length + 1) : id;
}

/** `note` is the number of characters beside the label. */
function measure(label: string, note: number): { width: number; height: number } {
  return { width: Math.min(WIDEST, Math.round(FRAME + (label.length + note) * CHARACTER)), height: HEIGHT };
}

function add(lines: Map<string, Line>, from: string, to: string, label: string | null): void {
  if (from === to) return;
  const id = `${from}→${to}`;
  if (!lines.has(id)) lines.set(id, { id, from, to, label, isSoft: false });
}

function findArm(graph: Graph, branch: string, task: string): string | null {
  const arms = graph.tasks.find(({ id }) => id === branch)?.arms ?? null;
  if (arms === null) return null;
  return Object.keys(arms).find((label) => arms[label]?.includes(task) === true) ?? null;
}

/** Assets stand outside of groups: what a task reads before it, what it writes behind it. */
function drawAssets(graph: Graph, place: ReadonlyMap<string, string>): Picture {
  const boxes = new Map<string, Box>();
  const lines = new Map<string, Line>();
  const note = (name: string): string => {
    const id = `asset:${name}`;
    const common = { label: name, parent: null, isOpen: false, isMapped: false, note: "asset", tasks: [] } as const;
    boxes.set(id, { id, kind: "asset", ...common, ...measure(name, 6) });
    return id;
  };
  for (const { id, inlets, outlets } of graph.tasks) {
    const box = place.get(id) ?? id;
    for (const { name } of inlets) addSoft(lines, note(name), box);
    for (const { name } of outlets) addSoft(lines, box, note(name));
  }
  return { boxes: [...boxes.values()], lines: [...lines.values()] };
}

function addSoft(lines: Map<string, Line>, from: string, to: string): void {
  const id = `${from}→${to}`;
  lines.set(id, { id, from, to, label: null, isSoft: true });
}

/** Groups that stand closed at first: all of a DAG too large to be taken in at once. */
export function listClosedAtFirst({ tasks, groups }: Graph): string[] {
  return tasks.length > 150 ? groups.filter(({ parent }) => parent === null).map(({ id }) => id) : [];
}
