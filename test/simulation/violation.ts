/** Something that must always hold did not. */
export interface Violation {
  /** I1 to I16 and L1 to L7, or a name of the checker's own. */
  readonly invariant: string;
  readonly message: string;
}

export class Violations {
  readonly all: Violation[] = [];

  add(invariant: string, message: string): void {
    this.all.push({ invariant, message });
  }
  demand(holds: boolean, invariant: string, explain: () => string): void {
    if (!holds) this.add(invariant, explain());
  }
}
