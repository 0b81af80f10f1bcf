import type { Expand, ExpandSource, Input } from "../core/graph.ts";
import { KWARGS } from "./body.ts";
import { add, show } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import { readLiteral, wireOutput } from "./compile-wires.ts";
import type { Wiring } from "./compile-wires.ts";
import type { Raw } from "./definition.ts";
import { EXPAND_OPTIONS } from "./expand-options.ts";
import { readHandle } from "./handle.ts";

/** The expansion among the options of a task or mapped group; null when there is none. */
export function wireExpand(wiring: Wiring, raw: Raw): Expand | null {
  const { report } = wiring;
  const [kind, second] = EXPAND_OPTIONS.filter((name) => raw[name] !== undefined);
  if (kind === undefined) return null;
  if (second !== undefined) add(report, "expand_twice", { options: `${kind} and ${second}` });
  if (kind === "expandKwargs") return wireRows(wiring, raw[kind]);
  const lists = typeof raw[kind] === "object" && raw[kind] !== null ? Object.entries(raw[kind]) : [];
  if (lists.length === 0) add(report, "expand_invalid", { name: kind });
  const sources = lists.flatMap(([name, value]): (readonly [string, ExpandSource])[] => {
    const source = wireList(wiring, name, value);
    return source === null ? [] : [[name, source]];
  });
  return { kind: kind === "expand" ? "product" : "zip", sources };
}

/** What the handler receives of an expansion, by name. */
export function listElements(expand: Expand | null): [string, Input][] {
  if (expand === null) return [];
  const names = expand.kind === "kwargs" ? [KWARGS] : expand.sources.map(([name]) => name);
  return names.map((name) => [name, { kind: "element", name }]);
}

function wireRows(wiring: Wiring, value: unknown): Expand | null {
  const source = wireList(wiring, "expandKwargs", value);
  if (source === null) return null;
  if (source.kind === "literal") checkRows(wiring.report, source.value);
  return { kind: "kwargs", source };
}

function checkRows(report: Report, rows: unknown): void {
  if (!Array.isArray(rows)) return add(report, "expand_invalid", { name: "expandKwargs" });
  rows.forEach((row: unknown, index) => {
    const isRow = typeof row === "object" && row !== null && !Array.isArray(row);
    if (!isRow) add(report, "expand_row_invalid", { index, value: show(row) });
  });
}

function wireList(wiring: Wiring, name: string, value: unknown): ExpandSource | null {
  const source = readHandle(value);
  if (source?.kind === "task") {
    const task = wireOutput(wiring, source);
    return task === null ? null : { kind: "output", task: task.id };
  }
  if (source !== null || typeof value !== "object" || value === null) {
    add(wiring.report, "expand_invalid", { name });
    return null;
  }
  const literal = readLiteral(wiring.report, name, value);
  if (typeof literal !== "object" || literal === null) return null;
  return { kind: "literal", value: literal, length: Object.keys(literal).length };
}
