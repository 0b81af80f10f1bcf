import { Problem } from "../problem.ts";

/** The fields of a change that the mask names, or all when there is none. A field outside of the mask stays as it is. */
export function readMask<T extends object>(
  change: T,
  mask: readonly string[],
  known: readonly (keyof T & string)[],
): T {
  if (mask.length === 0) return change;
  const names = mask.flatMap((part) => part.split(","));
  const unknown = names.filter((name) => !known.some((field) => field === name));
  if (unknown.length > 0) throw new Problem(400, `Invalid \`update_mask\` provided: ${unknown.join(", ")}`);
  const kept = Object.entries(change).filter(([name]) => names.includes(name));
  return Object.fromEntries(kept) as T;
}
