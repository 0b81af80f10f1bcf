import type { RunView } from "../core/protocol.ts";
import { isRunEnded } from "../core/state.ts";
import type { Host } from "./ports.ts";

/** Callers who wait for a run's end. */
export class RunWaiters {
  readonly #host: Pick<Host, "later">;
  readonly #waiting = new Set<(view: RunView | null) => void>();

  constructor(host: Pick<Host, "later">) {
    this.#host = host;
  }

  /** Resolves at the run's end, or after `timeout` milliseconds with what is known then. */
  wait(timeout: number, view: () => RunView | null): Promise<RunView | null> {
    const now = view();
    if (now === null || isRunEnded(now.state)) return Promise.resolve(now);
    return new Promise((resolve) => {
      this.#waiting.add(resolve);
      this.#host.later(timeout, () => {
        if (this.#waiting.delete(resolve)) resolve(view());
      });
    });
  }

  answer(view: RunView): void {
    for (const resolve of this.#waiting) resolve(view);
    this.#waiting.clear();
  }
}
