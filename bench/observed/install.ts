import { freezeClock, isEdge } from "./clock.ts";
import { arrive } from "./invocations.ts";

/** Lets timers, fetches and bodies move the edge's clock. Imported before the product, and only for what it does. */
function installEdge(): void {
  freezeClock();
  const { setTimeout, setInterval, fetch } = globalThis;
  replace(globalThis, "setTimeout", (work: Work, delay?: number, ...args: unknown[]) =>
    setTimeout(arriveAnd(work, args), delay),
  );
  replace(globalThis, "setInterval", (work: Work, delay?: number, ...args: unknown[]) =>
    setInterval(arriveAnd(work, args), delay),
  );
  replace(globalThis, "fetch", thenArrive(fetch));
  for (const body of [Request.prototype, Response.prototype]) {
    replace(body, "text", thenArrive(Reflect.get(body, "text")));
    replace(body, "json", thenArrive(Reflect.get(body, "json")));
  }
}

type Work = (...args: unknown[]) => void;

function arriveAnd(work: Work, args: readonly unknown[]): () => void {
  return () => {
    arrive();
    work(...args);
  };
}

function thenArrive<A extends unknown[], R>(ask: (...args: A) => Promise<R>) {
  return async function askAndArrive(this: unknown, ...args: A): Promise<R> {
    try {
      return await Reflect.apply(ask, this, args);
    } finally {
      arrive();
    }
  };
}

function replace(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

if (isEdge) installEdge();
