import { Problem } from "./problem.ts";

/**
 * The first of the offered media types that the Accept header takes, by the header's own weights. Without a header
 * anything goes. Throws 406 when none fits.
 */
export function chooseType<T extends string>(header: string | undefined, offered: readonly [T, ...T[]]): T {
  if (header === undefined || header.trim() === "") return offered[0];
  const wanted = header
    .split(",")
    .map(readRange)
    .toSorted((one, other) => other.weight - one.weight);
  for (const { range } of wanted.filter(({ weight }) => weight > 0)) {
    const fitting = offered.find((type) => fits(range, type));
    if (fitting !== undefined) return fitting;
  }
  throw new Problem(406, `Only ${offered.join(" or ")} can be given; Accept asks for ${header}`);
}

function readRange(part: string): { readonly range: string; readonly weight: number } {
  const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
}

function fits(range: string, type: string): boolean {
  return range === "*/*" || range === type || (range.endsWith("/*") && type.startsWith(range.slice(0, -1)));
}
