import { setFlagsFromString } from "node:v8";

/*
 * A simulation is one loop of events, and each event is over when all its promises have gone as far as they can. Waiting
 * for that through the runtime's own loop costs more than most events do, so the engine is asked to do it on the spot.
 */
setFlagsFromString("--allow-natives-syntax");
// oxlint-disable-next-line typescript/no-implied-eval -- the engine's own word for it is no JavaScript before the flag stands
const checkpoint = new Function("%PerformMicrotaskCheckpoint()") as () => void;

/** Runs all promise reactions that are ready. Does nothing inside a promise reaction: see `outsidePromises`. */
export function drainMicrotasks(): void {
  checkpoint();
}

/** Calls `work` where no promise reaction is under way. */
export function outsidePromises<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}
