import { decodeMappings, type MappingStart } from "./source-map.ts";

/** The author code of one bundle of the Worker: where each piece of it was written. Lines count from 1. */
export interface FrameTable {
  /** A line before all author code and one behind it: where both have moved alike, so has all between them. */
  readonly above: number;
  readonly below: number;
  /** Paths from the folder above the DAG folder, by their number in the mappings. */
  readonly sources: Readonly<Record<string, string>>;
  /** What the author calls a function that the bundle had to rename. */
  readonly names: Readonly<Record<string, string>>;
  readonly parts: readonly FramePart[];
}

/** Lines of author code that follow each other, in the words of a source map. */
export interface FramePart {
  readonly line: number;
  readonly start: MappingStart;
  readonly mappings: string;
}

/** Where an author wrote what stands at a line and column of the bundle, as `dags/orders.ts:42:11`; all count from 1. */
export function findSource(table: FrameTable, line: number, column: number): string | null {
  const part = table.parts.findLast((candidate) => candidate.line <= line);
  if (part === undefined) return null;
  const lines = part.mappings.split(";");
  if (line >= part.line + lines.length) return null;
  let start = part.start;
  for (const [index, text] of lines.entries()) {
    const [mappings, next] = decodeMappings(text, start);
    start = next;
    if (part.line + index < line) continue;
    const found = mappings.findLast((mapping) => mapping.column < column) ?? mappings[0];
    const path = found === undefined ? undefined : table.sources[found.source];
    return found === undefined || path === undefined ? null : `${path}:${found.line + 1}:${found.sourceColumn + 1}`;
  }
  return null;
}
