/** Where the numbers of the next mapping count on from: its source, line, column and name. */
export type MappingStart = readonly [source: number, line: number, column: number, name: number];

/** From `column` of the bundle on stands what `source` has at `line` and `sourceColumn`. All count from 0. */
export interface Mapping {
  readonly column: number;
  readonly source: number;
  readonly line: number;
  readonly sourceColumn: number;
  /** What the source calls what the bundle had to rename. */
  readonly name: number | null;
}

export const FIRST_MAPPING: MappingStart = [0, 0, 0, 0];

/** One line of a source map's `mappings` (ECMA-426), and where the next line counts on from. */
export function decodeMappings(text: string, start: MappingStart): readonly [readonly Mapping[], MappingStart] {
  const mappings: Mapping[] = [];
  const next = walkMappings(text, start, (column, [source, line, sourceColumn, name], isNamed) =>
    mappings.push({ column, source, line, sourceColumn, name: isNamed ? name : null }),
  );
  return [mappings, next];
}

type Visit = (column: number, at: MappingStart, isNamed: boolean) => void;

/** As above, but keeps nothing: a whole bundle has half a million mappings. `at` changes after each visit. */
export function walkMappings(text: string, start: MappingStart, visit: Visit): MappingStart {
  const at: [number, number, number, number] = [...start];
  let column = 0;
  let field = 0;
  let value = 0;
  let shift = 0;
  for (let index = 0; index <= text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COMMA || index === text.length) {
      if (field >= 4) visit(column, at, field > 4);
      field = 0;
      continue;
    }
    const bits = DIGITS[code] ?? 0;
    value += (bits & 31) << shift;
    shift += 5;
    // Five bits a digit and the sixth for "more"; the lowest bit of a number is its sign.
    if (bits >= 32) continue;
    const number = value & 1 ? -(value >>> 1) : value >>> 1;
    if (field === 0) column += number;
    else at[field - 1] = (at[field - 1] ?? 0) + number;
    field += 1;
    value = 0;
    shift = 0;
  }
  return at;
}

const COMMA = 44;
const DIGITS = new Uint8Array(128);
for (const [value, digit] of Object.entries("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
  DIGITS[digit.charCodeAt(0)] = Number(value);
