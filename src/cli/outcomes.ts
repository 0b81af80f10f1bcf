import type { Work } from "./cli.ts";
import type { Colour } from "./printer.ts";

/** What became of one item of an import. */
export interface Outcome {
  readonly kind: string;
  readonly name: string;
  readonly outcome: string;
  readonly fields: readonly string[];
  readonly detail: string | null;
}

const COLOURS: Readonly<Record<string, Colour>> = {
  new: "green",
  changed: "yellow",
  unchanged: "grey",
  left: "yellow",
  refused: "red",
  "needs a secret": "red",
};

export function countOutcomes(outcomes: readonly Outcome[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** All but what is the same, and the sum. */
export function showOutcomes({ print }: Work, outcomes: readonly Outcome[], isRehearsal: boolean): void {
  const sum = Object.entries(countOutcomes(outcomes)).map(([outcome, count]) => `${count} ${outcome}`);
  const shown = outcomes.filter(({ outcome }) => outcome !== "unchanged");
  const describe = ({ fields, detail, outcome }: Outcome) =>
    [outcome === "changed" ? fields.join(", ") : "", detail ?? ""].filter((part) => part !== "").join("; ");
  const paint = (outcome: string) => {
    const colour = COLOURS[outcome];
    return colour === undefined ? outcome : print.paint(colour, outcome);
  };
  print.showTable(
    shown,
    [
      { title: "what", text: ({ kind }) => kind },
      { title: "name", text: ({ name }) => name },
      { title: isRehearsal ? "would be" : "is", text: ({ outcome }) => paint(outcome) },
      { title: "", text: describe },
    ],
    `${isRehearsal ? "Would be: " : ""}${sum.length === 0 ? "nothing to import" : sum.join(", ")}.`,
    { dry_run: isRehearsal, results: outcomes },
  );
}
