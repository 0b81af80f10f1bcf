/** A column of a table; text may carry colours. */
export interface Column<T> {
  readonly title: string;
  readonly text: (row: T) => string | number | null | undefined;
  readonly isRight?: boolean;
}

const GAP = "  ";
const NARROWEST = 6;
/** A colour's escape takes no room. */
const ESCAPE = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");

/** Lines of a table that fits `width` characters; 0 is as wide as it needs. The widest columns give way first. */
export function renderTable<T>(rows: readonly T[], columns: readonly Column<T>[], width: number): string[] {
  const cells = rows.map((row) => columns.map(({ text }) => flatten(text(row))));
  const titles = columns.map(({ title }) => title.toUpperCase());
  const natural = titles.map((title, at) => Math.max(...[title, ...cells.map((row) => row[at] ?? "")].map(measure)));
  const widths = width === 0 ? natural : fit(natural, width - GAP.length * (columns.length - 1));
  const render = (row: readonly string[]) =>
    row
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.isRight ?? false))
      .join(GAP)
      .trimEnd();
  return [titles, ...cells].map(render);
}

/** Names and values, one a line, in the order given; what is null is left out. */
export function renderFields(fields: Readonly<Record<string, string | number | null | undefined>>): string[] {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const longest = Math.max(0, ...given.map(([name]) => name.length));
  return given.map(([name, value]) => `${name.padEnd(longest)}  ${String(value)}`);
}

export function measure(text: string): number {
  return Array.from(text.replaceAll(ESCAPE, "")).length;
}

function flatten(value: string | number | null | undefined): string {
  return value === null || value === undefined ? "-" : String(value).replaceAll(/\s+/g, " ");
}

function fit(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    const now = widths[widest] ?? 0;
    if (now <= NARROWEST) return widths;
    widths[widest] = now - 1;
  }
  return widths;
}

function pad(text: string, width: number, isRight: boolean): string {
  const shown = measure(text) > width ? shorten(text, width) : text;
  const blank = " ".repeat(Math.max(0, width - measure(shown)));
  return isRight ? blank + shown : shown + blank;
}

function shorten(text: string, width: number): string {
  const plain = Array.from(text.replaceAll(ESCAPE, ""));
  const [start = ""] = text.match(ESCAPE) ?? [];
  const end = start === "" ? "" : "\u001b[0m";
  return `${start}${plain.slice(0, Math.max(0, width - 1)).join("")}…${end}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
