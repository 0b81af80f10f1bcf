import { AsyncLocalStorage } from "node:async_hooks";
import { isEdge, moveClock, readRealClock } from "./clock.ts";
import { env } from "cloudflare:workers";
import { readSettings } from "./settings.ts";

/**
 * An account of what each invocation uses: CPU time, and calls of bindings. There is no such account locally, so the time is
 * taken from when something comes in until the runtime turns to something else. On a busy machine that is too much, never too little.
 */
interface Invocation {
  readonly kind: string;
  /** Milliseconds. */
  cpu: number;
  calls: number;
  isClosePlanned: boolean;
}

/** What invocations of one kind used together, and the most that one of them did. */
interface Use {
  invocations: number;
  cpu: number;
  mostCpu: number;
  mostCalls: number;
  /** Ended because they used more than the edge allows. */
  cut: number;
}

export const uses: Record<string, Use> = {};

/** Calls of bindings in one invocation; developers.cloudflare.com/workers/platform/limits, paid plan. */
const MOST_CALLS = 10_000;
const mostCpu = readSettings(env).cpuLimit;
const plan = globalThis.setTimeout;
const current = new AsyncLocalStorage<Invocation>();
let open: { readonly invocation: Invocation; readonly since: number } | null = null;

function find(kind: string): Use {
  return (uses[kind] ??= { invocations: 0, cpu: 0, mostCpu: 0, mostCalls: 0, cut: 0 });
}

function close(): void {
  if (open === null) return;
  const { invocation, since } = open;
  open = null;
  const took = readRealClock() - since;
  invocation.cpu += took;
  const use = find(invocation.kind);
  use.cpu += took;
  use.mostCpu = Math.max(use.mostCpu, invocation.cpu);
}

/** Something has come in for the invocation at hand: the clock moves, and time counts for it from now on. */
export function arrive(): void {
  if (!isEdge) return;
  close();
  moveClock();
  const invocation = current.getStore();
  if (invocation === undefined) return;
  open = { invocation, since: readRealClock() };
  if (invocation.isClosePlanned) return;
  invocation.isClosePlanned = true;
  plan(() => {
    invocation.isClosePlanned = false;
    close();
  }, 0);
}

/** Does an invocation's work under an account of its own. */
export function invoke<T>(kind: string, work: () => T): T {
  if (!isEdge) return work();
  const invocation = { kind, cpu: 0, calls: 0, isClosePlanned: false };
  find(kind).invocations += 1;
  return current.run(invocation, () => {
    arrive();
    return work();
  });
}

/** A call of a binding. One that the edge would no longer make is refused; an endless computation can only end by itself. */
export async function call<T>(work: () => Promise<T>): Promise<T> {
  if (!isEdge) return await work();
  charge();
  try {
    return await work();
  } finally {
    arrive();
  }
}

function charge(): void {
  const invocation = current.getStore();
  if (invocation === undefined) return;
  invocation.calls += 1;
  const use = find(invocation.kind);
  use.mostCalls = Math.max(use.mostCalls, invocation.calls);
  if (invocation.cpu <= mostCpu && invocation.calls <= MOST_CALLS) return;
  use.cut += 1;
  throw new Error(
    invocation.cpu > mostCpu ? "Worker exceeded CPU time limit." : "Too many subrequests by single Worker invocation.",
  );
}
