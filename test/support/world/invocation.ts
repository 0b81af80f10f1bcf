import type { Loop } from "./loop.ts";
import type { Caller } from "./network.ts";

/** A Worker's invocation, or an object that stores nothing: it lives until it is done or dies. */
export class Invocation implements Caller {
  isAlive = true;
  pausedUntil = 0;
  /** Added to the world's clock for what runs here. */
  clockOffset = 0;
  readonly #loop: Loop;

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  emit(output: () => void): void {
    if (this.isAlive) output();
  }

  die(): void {
    this.isAlive = false;
  }
  pauseUntil(time: number): void {
    this.pausedUntil = time;
  }

  wait(delay: number): Promise<void> {
    return new Promise((resolve) => this.#loop.after(delay, this, resolve));
  }

  timeout(delay: number, work: () => void): () => void {
    const timer = { isOn: true };
    this.#loop.after(delay, this, () => {
      if (timer.isOn) work();
    });
    return () => {
      timer.isOn = false;
    };
  }

  repeat(interval: number, work: () => void): () => void {
    const timer = { isOn: true };
    const plan = (): void =>
      this.#loop.after(interval, this, () => {
        if (!timer.isOn) return;
        plan();
        work();
      });
    plan();
    return () => {
      timer.isOn = false;
    };
  }
}
