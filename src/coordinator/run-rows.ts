import type { CreateRun } from "../core/objects.ts";
import type { ValueRef } from "../core/protocol.ts";

export interface XComRow {
  readonly task: number;
  readonly map: number;
  readonly key: string;
  readonly at: number;
  readonly bytes: number;
  readonly ref: ValueRef;
}

/** Characters a row holds at most: under 1 MB in any script. */
const CHUNK = 300_000;

export function readRequest(request: { readonly v: number }): CreateRun {
  if (isCurrent(request)) return request;
  throw new Error(`This run was made by a newer release (version ${request.v})`);
}
function isCurrent(request: { readonly v: number }): request is CreateRun {
  return request.v === 1;
}

export function readXComRow(row: Readonly<Record<string, unknown>>): XComRow {
  const bytes = Number(row["bytes"]);
  const { value } = row;
  const ref: ValueRef =
    typeof value === "string"
      ? { at: "inline", json: value }
      : { at: "blob", key: String(row["blob_key"]), bytes, sha256: String(row["sha256"]) };
  return {
    task: Number(row["task"]),
    map: Number(row["map"]),
    key: String(row["key"]),
    at: Number(row["at"]),
    bytes,
    ref,
  };
}

/** Cuts a text into rows, never through a surrogate pair. */
export function splitText(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + CHUNK;
    const isPair = /[\ud800-\udbff]/.test(text.charAt(end - 1)) && end < text.length;
    parts.push(text.slice(at, isPair ? end - 1 : end));
    at = isPair ? end - 1 : end;
  }
  return parts;
}
