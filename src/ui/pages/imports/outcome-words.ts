import type { ImportSource } from "../../api/imports.ts";
import type { Translate } from "../../words/catalogue.ts";

const OUTCOMES = {
  new: "imports.outcome_new",
  changed: "imports.outcome_changed",
  unchanged: "imports.outcome_unchanged",
  left: "imports.outcome_left",
  refused: "imports.outcome_refused",
  "needs a secret": "imports.outcome_secret",
} as const;

/** What is well first, what somebody has to see to last. */
export function sortCounts(counts: ImportSource["counts"]): ImportSource["counts"] {
  const order = Object.keys(OUTCOMES);
  return counts.toSorted((one, other) => order.indexOf(one.outcome) - order.indexOf(other.outcome));
}

/** How many of a kind the import left in which way; one that is not known here is said as the import said it. */
export function describeCount(t: Translate, outcome: string, count: number): string {
  const known = Object.entries(OUTCOMES).find(([name]) => name === outcome)?.[1];
  return known === undefined ? `${count} ${outcome}` : t(known, { count });
}
