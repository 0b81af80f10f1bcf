import type { Stage } from "./dag-stage.ts";

/** Where a run stands, as far as it is counted. */
export interface Place {
  readonly stage: Stage;
  readonly isOfBackfill: boolean;
}

/** How many runs stand at each stage, kept up to date change by change: thousands may be ending. */
export class StageCounts {
  readonly #all = new Map<Stage, number>();
  readonly #own = new Map<Stage, number>();

  add({ stage, isOfBackfill }: Place, more: number): void {
    this.#all.set(stage, this.count(stage) + more);
    if (!isOfBackfill) this.#own.set(stage, this.countOwn(stage) + more);
  }

  count(stage: Stage): number {
    return this.#all.get(stage) ?? 0;
  }
  /** Without those of backfills, which have limits of their own. */
  countOwn(stage: Stage): number {
    return this.#own.get(stage) ?? 0;
  }
}
