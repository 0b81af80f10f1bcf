import type { IconName } from "../kit/icon.tsx";
import type { ShownState } from "../theme/states.ts";

/** One line of the palette. */
export interface Entry {
  /** Its own among all lines. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon: IconName;
  /** Shown in the place of the icon. */
  readonly state?: ShownState;
  readonly keys?: string;
  readonly run: () => void;
}

export interface EntryGroup {
  readonly name: "pages" | "dags" | "runs" | "imported" | "actions";
  readonly entries: readonly Entry[];
}

/** The best `most` entries for a text: all its words occur; a beginning counts more than a middle, a short label more than a long one. */
export function findEntries(entries: readonly Entry[], text: string, most: number): readonly Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = entries.flatMap((entry) => {
    const score = rate(`${entry.label} ${entry.hint ?? ""}`.toLowerCase(), words);
    return score === null ? [] : [{ entry, score }];
  });
  return scored
    .toSorted((one, other) => one.score - other.score)
    .slice(0, most)
    .map(({ entry }) => entry);
}

function rate(label: string, words: readonly string[]): number | null {
  let score = words.length === 0 ? 0 : label.length / 1_000;
  for (const word of words) {
    const at = label.indexOf(word);
    if (at < 0) return null;
    score += at === 0 || /[\s._-]/.test(label.charAt(at - 1)) ? 0 : 1;
  }
  return score;
}
