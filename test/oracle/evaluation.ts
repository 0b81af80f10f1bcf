/** What comparing one file of recorded decisions gave. */
export interface Evaluation {
  readonly passed: number;
  /** One line per case that differs: its id, what was expected and what we say. */
  readonly mismatches: string[];
  /** One line per case that differs on purpose, `id reason`; these are among the passed. */
  readonly intended?: string[];
}

/** The verdict on one case. */
export type Verdict = { readonly kind: "same" } | { readonly kind: "intended" | "different"; readonly line: string };

export function sumUp(verdicts: Iterable<Verdict>): Required<Evaluation> {
  const evaluation = { passed: 0, mismatches: [] as string[], intended: [] as string[] };
  for (const verdict of verdicts) {
    if (verdict.kind === "different") evaluation.mismatches.push(verdict.line);
    else evaluation.passed += 1;
    if (verdict.kind === "intended") evaluation.intended.push(verdict.line);
  }
  return evaluation;
}

/** Compares by JSON text, which is also what a mismatch shows. */
export function compare(id: string, expected: unknown, got: unknown): Verdict {
  const [wanted, ours] = [JSON.stringify(expected), JSON.stringify(got)];
  return wanted === ours ? { kind: "same" } : { kind: "different", line: `${id}: expected ${wanted}, got ${ours}` };
}
