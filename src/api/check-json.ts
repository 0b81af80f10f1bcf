import { Problem } from "./problem.ts";

/** Objects and lists within each other, at most. */
export const DEPTH_LIMIT = 64;
/** Keys of all objects of one body, at most. */
export const KEY_LIMIT = 10_000;

/** Names that reach an object's prototype when an unwary reader assigns them. */
const REFUSED_KEYS: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Throws a problem when the text is no JSON, or JSON that no request of ours needs. */
export function checkJson(text: string): void {
  if (measureDepth(text) > DEPTH_LIMIT) {
    throw new Problem(400, `The JSON body is nested deeper than ${DEPTH_LIMIT} levels`);
  }
  checkValues(parseJson(text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : "Expecting value";
    const entry = { type: "json_invalid", loc: ["body", 0], msg: "JSON decode error", input: {} };
    throw new Problem(422, [{ ...entry, ctx: { error: message } }]);
  }
}

/** Depth by brackets outside of strings: known before anything is built, in one pass. */
function measureDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === '"') index = findStringEnd(text, index);
    if (char === "[" || char === "{") depth += 1;
    if (char === "]" || char === "}") depth -= 1;
    if (depth > deepest) deepest = depth;
  }
  return deepest;
}

/** Index of the quote that closes the string opened at `start`, or the text's length. */
function findStringEnd(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index += 1) {
    const char = text[index];
    if (char === '"') return index;
    if (char === "\\") index += 1;
  }
  return text.length;
}

function checkValues(root: unknown): void {
  const pending: unknown[] = [root];
  let keys = 0;
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw new Problem(400, "The JSON body holds a number that is too large");
    }
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) keys += checkKeys(Object.keys(value));
    if (keys > KEY_LIMIT) throw new Problem(400, `The JSON body has more than ${KEY_LIMIT} keys`);
    for (const child of Object.values(value)) pending.push(child);
  }
}

function checkKeys(keys: readonly string[]): number {
  const refused = keys.find((key) => REFUSED_KEYS.has(key));
  if (refused !== undefined) throw new Problem(400, `The JSON body has a key that is refused: ${refused}`);
  return keys.length;
}
