import type { Host } from "./ports.ts";

/** The wait after a first failure; each further one doubles it, up to the last. Then it is the alarm's to try. Milliseconds. */
const FIRST = 1_000;
const LAST = 16_000;

/** Work outside that no caller waits for: what fails is tried again soon. Memory alone; behind it stands the alarm. */
export class Retries {
  readonly #host: Pick<Host, "background" | "later" | "createToken">;
  readonly #waiting = new Set<string>();

  constructor(host: Pick<Host, "background" | "later" | "createToken">) {
    this.#host = host;
  }

  /** Starts work. Of one name a single repeat waits at a time. */
  start(name: string, work: () => Promise<void>, wait = FIRST): void {
    this.#host.background(async () => {
      try {
        await work();
      } catch (error) {
        this.#plan(name, work, wait);
        throw error;
      }
    });
  }

  #plan(name: string, work: () => Promise<void>, wait: number): void {
    if (wait > LAST || this.#waiting.has(name)) return;
    this.#waiting.add(name);
    this.#host.later(this.#spread(wait), () => {
      this.#waiting.delete(name);
      this.start(name, work, 2 * wait);
    });
  }

  /** Between half and all of it: objects that one outage stopped do not all come back at once. */
  #spread(wait: number): number {
    const drawn = Number.parseInt(this.#host.createToken().slice(0, 8), 16) / 2 ** 32;
    return Math.round((wait / 2) * (1 + drawn));
  }
}
