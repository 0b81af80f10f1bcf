export interface Ticker {
  /** Ticks now, besides the minute's tick. Resolves when the tick is over, to whether it succeeded. */
  tick(): Promise<boolean>;
  stop(): void;
}

const MINUTE = 60_000;

/** The edge fires cron triggers; locally nobody does. Calls `fire` on each full minute with that minute in epoch milliseconds. */
export function startTicker(fire: (scheduledTime: number) => Promise<void>, onError: (error: unknown) => void): Ticker {
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  const tick = async () => {
    try {
      await fire(Math.floor(Date.now() / MINUTE) * MINUTE);
      return true;
    } catch (error) {
      if (!isStopped) onError(error);
      return false;
    }
  };
  const plan = () => {
    timer = setTimeout(
      () => {
        plan();
        void tick();
      },
      MINUTE - (Date.now() % MINUTE),
    );
  };
  plan();
  return {
    tick,
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
