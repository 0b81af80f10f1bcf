import { findSource, type FrameTable } from "../core/frame-table.ts";
import { aboveAuthorCode } from "../sdk/index.ts";

const belowAuthorCode = new Error("below author code");

/** Rewrites the frames of author code in a text: `(worker.js:20031:9)` becomes `(dags/orders.ts:42:11)`. */
export type Locate = (text: string) => string;

interface Anchor {
  readonly file: string;
  readonly line: number;
}

/**
 * Reads the table of a bundle when the first text names a place in it: most isolates never do. The table may come from a
 * bundle with other lines above author code; where the code itself may have changed, texts stay as they are.
 */
export function createLocate(table: string, above = aboveAuthorCode, below = belowAuthorCode): Locate {
  let file: string | null = null;
  let rewrite: Locate | null = null;
  return (text) => {
    file ??= readAnchor(below)?.file ?? "";
    if (file === "" || !text.includes(`${file}:`)) return text;
    rewrite ??= createRewrite(table, readAnchor(above), readAnchor(below));
    return rewrite(text);
  };
}

function createRewrite(text: string, above: Anchor | null, below: Anchor | null): Locate {
  const table = readTable(text);
  if (table === null || above === null || below === null || above.file !== below.file) return (same) => same;
  const moved = below.line - table.below;
  if (above.line - table.above !== moved) return (same) => same;
  const file = below.file.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  const frame = new RegExp(`(?:([\\w$]+)( \\())?${file}:(\\d+):(\\d+)`, "g");
  return (stack) =>
    stack.replaceAll(frame, (whole, name: string = "", open: string = "", line: string, column: string) => {
      const source = findSource(table, Number(line) - moved, Number(column));
      return source === null ? whole : `${table.names[name] ?? name}${open}${source}`;
    });
}

/** The text is a table, or what stands in its place where none was made. */
function readTable(text: string): FrameTable | null {
  return text.startsWith("{") ? (JSON.parse(text) as FrameTable) : null;
}

function readAnchor({ stack = "" }: Error): Anchor | null {
  const [, file, line] = /^\s+at (?:.* \()?(\S+?):(\d+):\d+\)?$/m.exec(stack) ?? [];
  return file === undefined ? null : { file, line: Number(line) };
}
