import { SourceMap } from "node:module";
import { posix } from "node:path";
import type { Place } from "./faults.ts";

/** What it takes to find a place in an author's file. */
export interface SourceOfFile {
  /** The path as the author types it, from the folder above the DAG folder. */
  readonly path: string;
  readonly source: string;
  /** Source map of the bundle, JSON. */
  readonly map: string;
}

const FRAME = /tradewind-dag:.*:(\d+):(\d+)\)?$/;

/** Where the innermost frame of author code in a stack is written: the file itself or one it imports. */
export function locateFrame(file: SourceOfFile, stack: string): Place {
  const frame = stack
    .split("\n")
    .map((line) => FRAME.exec(line))
    .find((match) => match !== null);
  const entry = findEntry(file.map, Number(frame?.[1]) - 1, Number(frame?.[2]) - 1);
  return entry === null ? { file: file.path, line: null, column: null } : entry;
}

/** Where a file first writes one of these names as a string: ids stand in quotes. */
export function locateText(file: SourceOfFile, names: readonly string[]): Place {
  const lines = file.source.split("\n");
  for (const name of names) {
    const quoted = [`"${name}"`, `'${name}'`, `\`${name}\``];
    const index = lines.findIndex((line) => quoted.some((text) => line.includes(text)));
    if (index >= 0) return { file: file.path, line: index + 1, column: null };
  }
  return { file: file.path, line: null, column: null };
}

/** Sources in the map are relative to the folder above the DAG folder. Lines and columns of the bundle count from 0. */
function findEntry(map: string, line: number, column: number): Place | null {
  if (Number.isNaN(line) || map === "") return null;
  const entry = new SourceMap(JSON.parse(map)).findEntry(line, column);
  if (!("originalSource" in entry) || entry.originalSource === undefined) return null;
  const file = posix.normalize(entry.originalSource);
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
