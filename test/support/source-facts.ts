import { parseSync } from "vite";

export type SourceFile = { readonly path: string; readonly text: string };
export type ImportFact = { readonly specifier: string; readonly line: number; readonly typeOnly: boolean };
export type EffectFact = { readonly name: string; readonly line: number };
export type SourceFacts = { readonly imports: readonly ImportFact[]; readonly effects: readonly EffectFact[] };

type SyntaxNode = { readonly type: string; readonly start: number; readonly [key: string]: unknown };
type Visit = (node: SyntaxNode, parent: SyntaxNode | undefined, key: string) => void;

/** Names through which a program reaches a clock, chance, the network or its host. */
const EFFECTFUL_NAMES: ReadonlySet<string> = new Set(
  (
    "crypto fetch process performance console globalThis navigator caches Buffer WebSocket " +
    "setTimeout setInterval setImmediate queueMicrotask scheduler"
  ).split(" "),
);
const EFFECTFUL_MEMBERS: ReadonlySet<string> = new Set(["Date.now", "Math.random"]);

/** What one file imports, and which effects its code names. Comments and strings do not count. Throws when the file does not parse. */
export function readSourceFacts(file: SourceFile): SourceFacts {
  const { program, errors } = parseSync(file.path, file.text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file.path} does not parse: ${error.message}`);
  const imports: ImportFact[] = [];
  const effects: EffectFact[] = [];
  walk(program, undefined, "", (node, parent, key) => {
    const line = countLines(file.text.slice(0, node.start));
    const specifier = readSpecifier(node);
    if (specifier !== undefined) imports.push({ specifier, line, typeOnly: isTypeOnly(node) });
    const name = readEffect(node, parent, key);
    if (name !== undefined) effects.push({ name, line });
  });
  return { imports, effects };
}

export function countLines(text: string): number {
  return text.split("\n").length;
}

function walk(value: unknown, parent: SyntaxNode | undefined, key: string, visit: Visit): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, parent, key, visit);
    return;
  }
  if (!isSyntaxNode(value)) return;
  visit(value, parent, key);
  for (const [name, child] of Object.entries(value)) walk(child, value, name, visit);
}

function isSyntaxNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value
  );
}

/** `import`, `export … from`, `import()` and `import("…")` types all carry their module as a literal `source`. */
function readSpecifier(node: SyntaxNode): string | undefined {
  if (!isSyntaxNode(node["source"]) || node["source"].type !== "Literal") return undefined;
  const { value } = node["source"];
  return typeof value === "string" ? value : undefined;
}

function isTypeOnly(node: SyntaxNode): boolean {
  return node["importKind"] === "type" || node["exportKind"] === "type" || node.type === "TSImportType";
}

function readEffect(node: SyntaxNode, parent: SyntaxNode | undefined, key: string): string | undefined {
  if (node.type === "NewExpression" && isEmptyDate(node)) return "new Date()";
  if (node.type === "CallExpression" && readName(node["callee"]) === "Date") return "Date()";
  if (node.type === "MemberExpression") {
    const member = `${readName(node["object"])}.${readName(node["property"])}`;
    return EFFECTFUL_MEMBERS.has(member) ? member : undefined;
  }
  const name = readName(node);
  return name !== undefined && EFFECTFUL_NAMES.has(name) && !isLabel(parent, key) ? name : undefined;
}

function isEmptyDate(node: SyntaxNode): boolean {
  return readName(node["callee"]) === "Date" && Array.isArray(node["arguments"]) && node["arguments"].length === 0;
}

function readName(value: unknown): string | undefined {
  return isSyntaxNode(value) && value.type === "Identifier" && typeof value["name"] === "string"
    ? value["name"]
    : undefined;
}

/** A name after a dot or before a colon is a label of data, not a use of the global of that name. */
function isLabel(parent: SyntaxNode | undefined, key: string): boolean {
  if (parent === undefined || parent["computed"] === true) return false;
  return (
    key === "property" || key === "key" || key === "label" || (parent.type === "TSQualifiedName" && key === "right")
  );
}
