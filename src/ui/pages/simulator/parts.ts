import type { Graph, TaskNode } from "../../../core/graph.ts";
import type { Part } from "../../../core/rehearsal.ts";

export type Parts = Readonly<Record<string, Part>>;

/** Every retry a DAG may have fails too. */
export const ALWAYS = 9_999;

/** What the URL says the tasks are to do. Anything unreadable counts as nothing said: an old link still opens. */
export function readParts(text: string): Parts {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    if (typeof value !== "object" || value === null) return {};
    const entries = Object.entries(value).filter((entry): entry is [string, object] => isRecord(entry[1]));
    return Object.fromEntries(entries.map(([id, part]) => [id, readPart(part)]));
  } catch {
    return {};
  }
}

function readPart(given: object): Part {
  const at = (name: string): unknown => Reflect.get(given, name);
  const amount = (name: string) => {
    const value = at(name);
    return typeof value === "number" && value >= 0 ? { [name]: value } : {};
  };
  const flag = (name: string) => (typeof at(name) === "boolean" ? { [name]: at(name) } : {});
  const labels = at("labels");
  return {
    ...amount("duration"),
    ...amount("failures"),
    ...amount("items"),
    ...amount("pokes"),
    ...flag("isSkipped"),
    ...flag("proceed"),
    ...(Array.isArray(labels) ? { labels: labels.map(String) } : {}),
  };
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Changes one task's part; what is undefined goes as usual again. */
export function changePart(
  parts: Parts,
  taskId: string,
  change: { readonly [Name in keyof Part]: Part[Name] | undefined },
): Parts {
  const entries = Object.entries({ ...parts[taskId], ...change }).filter(([, value]) => value !== undefined);
  const { [taskId]: _, ...others } = parts;
  return entries.length === 0 ? others : { ...others, [taskId]: Object.fromEntries(entries) };
}

export function writeParts(parts: Parts): string {
  return Object.keys(parts).length === 0 ? "" : JSON.stringify(parts);
}

/** Whether other tasks are mapped over what this one puts out, so that its number of items matters. */
export function isMappedOver(graph: Graph, { id }: TaskNode): boolean {
  const expansions = [...graph.tasks, ...graph.groups].map(({ expand }) => expand);
  return expansions.some((expand) => {
    if (expand === null) return false;
    const sources = expand.kind === "kwargs" ? [expand.source] : expand.sources.map(([, source]) => source);
    return sources.some((source) => source.kind === "output" && source.task === id);
  });
}

export type Ending = "success" | "once" | "twice" | "always" | "skipped";

export function endingOf({ failures = 0, isSkipped = false }: Part): Ending {
  if (isSkipped) return "skipped";
  if (failures >= 3) return "always";
  return failures === 0 ? "success" : ((["once", "twice"] as const)[failures - 1] ?? "always");
}

export function toChange(ending: Ending): { failures: number | undefined; isSkipped: true | undefined } {
  const failures = { success: undefined, once: 1, twice: 2, always: ALWAYS, skipped: undefined }[ending];
  return { failures, isSkipped: ending === "skipped" ? true : undefined };
}
