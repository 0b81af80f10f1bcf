import { dag } from "tradewind";

const SECONDS = 120;
const SECONDS_BETWEEN_LINES = 10;

/** One task that takes its time and says so; it stops at once when it is told to. */
const d = dag("demo_slow", { description: "A task of two minutes", tags: ["example"], owners: ["tradewind"] });

d.task("sleep", async (_, { log, signal }) => {
  for (let slept = 0; slept < SECONDS; slept += SECONDS_BETWEEN_LINES) {
    log(`slept ${slept} of ${SECONDS} seconds`);
    await sleep(SECONDS_BETWEEN_LINES * 1000, signal);
  }
  return { slept: SECONDS };
});

/** Rejects with the signal's reason when it is aborted. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(toError(signal.reason));
  const timer = setTimeout(resolve, milliseconds);
  signal.addEventListener("abort", stop, { once: true });
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

export default d;
