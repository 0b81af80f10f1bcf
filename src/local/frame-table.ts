import { dirname, join, relative, resolve, sep } from "node:path";
import type { FramePart, FrameTable } from "../core/frame-table.ts";
import { decodeMappings, FIRST_MAPPING, walkMappings, type Mapping, type MappingStart } from "../core/source-map.ts";

/** What stands in the generated code, and so in a bundle of it, where the table belongs. */
export const NO_TABLE = "no table of frames";

export interface BundledCode {
  /** Path of the bundle; the map's sources are relative to its folder. */
  readonly file: string;
  readonly text: string;
  /** Source map, JSON. */
  readonly map: string;
}

export interface AuthorPlaces {
  /** The product's checkout. */
  readonly root: string;
  readonly genDir: string;
  readonly dagsDir: string;
}

/** Puts a table where its place is kept, in a bundle or in the generated code. It takes no line, so nothing below moves. */
export function insertTable(text: string, table: FrameTable | null): string {
  if (table === null) return text;
  return text.replace(JSON.stringify(NO_TABLE), () => JSON.stringify(JSON.stringify(table)));
}

/** The author code of a bundle; null where it has none, or does not say where it stands. */
export function makeFrameTable(bundle: BundledCode, places: AuthorPlaces): FrameTable | null {
  const lines = bundle.text.split("\n");
  const above = lines.findIndex((line) => line.includes('new Error("above author code")')) + 1;
  const below = lines.findIndex((line) => line.includes('new Error("below author code")')) + 1;
  if (above === 0 || below <= above) return null;
  const map = JSON.parse(bundle.map) as { sources: string[]; names: string[]; mappings: string };
  const paths = map.sources.map((source) => nameSource(resolve(dirname(bundle.file), source), places));
  const [parts, found] = collectParts(map.mappings, paths, { above, below });
  const used = [...new Set(found.map(([, { source }]) => source))];
  const named = used.map((source) => [source, paths[source] ?? ""] as const).filter(([, path]) => path !== "");
  const sources: Record<string, string> = Object.fromEntries(named);
  return { above, below, sources, names: collectNames(found, lines, map.names), parts };
}

/** As its author types it, from the folder above the DAG folder; null for the product, packages and data. */
function nameSource(path: string, { root, genDir, dagsDir }: AuthorPlaces): string | null {
  const isProduct = isBelow(join(root, "src"), path) || isBelow(genDir, path);
  if (isProduct || path.split(sep).includes("node_modules") || !/\.[cm]?[jt]sx?$/.test(path)) return null;
  return relative(dirname(dagsDir), path).split(sep).join("/");
}

function isBelow(folder: string, path: string): boolean {
  return !relative(folder, path).split(sep).includes("..");
}

type Found = readonly [line: number, mapping: Mapping];
type Between = Pick<FrameTable, "above" | "below">;

/** Lines without a mapping belong to those before them. */
function collectParts(text: string, paths: readonly (string | null)[], { above, below }: Between) {
  const parts: { readonly line: number; readonly start: MappingStart; readonly lines: string[] }[] = [];
  const found: Found[] = [];
  let isWithin = false;
  let start = FIRST_MAPPING;
  for (const [index, lineText] of text.split(";").entries()) {
    const line = index + 1;
    let isOurs = false;
    const next = walkMappings(lineText, start, (_, [source]) => {
      isOurs ||= paths[source] !== null;
    });
    isOurs &&= line > above && line < below;
    if (isOurs && !isWithin) parts.push({ line, start, lines: [] });
    isWithin = isOurs || (isWithin && lineText === "");
    if (isWithin) parts.at(-1)?.lines.push(lineText);
    if (isOurs) for (const mapping of decodeMappings(lineText, start)[0]) found.push([line, mapping]);
    start = next;
  }
  const joined = parts.map((part): FramePart => ({
    line: part.line,
    start: part.start,
    mappings: part.lines.join(";"),
  }));
  return [joined, found] as const;
}

/** By what the bundle calls it. */
function collectNames(found: readonly Found[], lines: readonly string[], names: readonly string[]) {
  const renamed = found.flatMap(([line, { column, name }]) => {
    const called = /^[\w$]+/.exec(lines[line - 1]?.slice(column) ?? "")?.[0];
    const original = name === null ? undefined : names[name];
    return called === undefined || original === undefined || called === original ? [] : [[called, original] as const];
  });
  return Object.fromEntries(renamed);
}
