type Cleanup = () => void | Promise<void>;

/** What is to be undone, last first, when a start fails or all is over. */
export interface Cleanups {
  add(cleanup: Cleanup): void;
  /** Runs each once, all of them even when one fails; rejects with the first failure. */
  run(): Promise<void>;
}

export function createCleanups(): Cleanups {
  const waiting: Cleanup[] = [];
  return {
    add: (cleanup) => void waiting.push(cleanup),
    async run() {
      const failures: unknown[] = [];
      for (let cleanup = waiting.pop(); cleanup !== undefined; cleanup = waiting.pop()) {
        await Promise.resolve(cleanup()).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
