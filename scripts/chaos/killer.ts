import { setTimeout } from "node:timers/promises";
import type { Random } from "../../test/support/world/random.ts";
import type { Flags } from "./flags.ts";
import type { KillableHost } from "./killable-host.ts";

/** Kills come in bursts, with time between them in which leases can run out. */
const BURST = 7;
/** Milliseconds. */
const REST: readonly [number, number] = [10_000, 20_000];
/** So often the time counts from the start of the process, and the kill may find it starting. */
const DURING_START = 0.25;

/** Kills the host so many times, and leaves it serving. `onKill` is told how many kills there were, and how it went. */
export async function killRepeatedly(
  host: KillableHost,
  { kills, between }: Pick<Flags, "kills" | "between">,
  random: Random,
  onKill: (count: number, note: string) => void,
): Promise<void> {
  for (let count = 1; count <= kills; count += 1) {
    const [low, high] = count % BURST === 0 ? REST : between;
    await setTimeout(random.between(Math.round(low), Math.round(high)));
    await host.kill();
    const start = performance.now();
    const served = host.start();
    const isLast = count === kills;
    if (isLast || !random.chance(DURING_START)) {
      if (!(await served)) throw new Error("The product did not come to serve again");
      onKill(count, `serves again after ${Math.round(performance.now() - start)} ms`);
    } else onKill(count, "is killed again while it starts, or soon after");
  }
}
