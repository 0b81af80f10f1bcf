import { tick } from "../../src/scheduler/tick.ts";
import { Invocation } from "../support/world/invocation.ts";
import { RPC_FAULTS, SINK_FAULTS } from "../support/world/network.ts";
import type { World } from "../support/world/world.ts";

const MINUTE = 60_000;

/** The cron trigger: every minute, or not, or not for minutes, or twice, or late and so in any order. */
export function startCron(world: World): void {
  const { loop, faults } = world;
  let gap = 0;
  const plan = (at: number): void =>
    loop.at(at, null, () => {
      plan(at + MINUTE);
      if (gap === 0 && faults.strikes("tick_gap")) gap = faults.random.between(2, 10);
      else if (gap > 0) faults.count("tick_gap");
      gap = faults.isActive ? Math.max(0, gap - 1) : 0;
      if (gap > 0 || faults.strikes("tick_missed")) return;
      const times = 1 + Number(faults.strikes("tick_twice")) + Number(faults.strikes("tick_twice"));
      for (let count = 0; count < times; count += 1) {
        const swapped = faults.strikes("tick_reversed") ? MINUTE + 1 : 0;
        const late = faults.strikes("tick_late") ? faults.random.between(0, 3 * MINUTE) : 0;
        loop.after(late + swapped, null, () => void ring(world, at));
      }
    });
  plan(Math.ceil(loop.now / MINUTE) * MINUTE);
}

/** One tick, with the real scheduler in it. */
async function ring(world: World, scheduledTime: number): Promise<void> {
  const { network, orgView, deployment } = world;
  const invocation = new Invocation(world.loop);
  const { manifest } = deployment;
  const keys = manifest.files.flatMap((file) => (file.kind === "compiled" ? file.dags.map(({ graph }) => graph) : []));
  await tick(
    {
      manifest,
      takeUp: async () => undefined,
      recordTick: async () => undefined,
      listDagsToAdvance: (now, slice) =>
        network.serve(invocation, SINK_FAULTS, () => orgView.listDagsToAdvance(keys, now, slice)),
      advance: (key) =>
        network.call(invocation, RPC_FAULTS, (answer) => world.dag(key).receive((engine) => engine.advance(), answer)),
    },
    scheduledTime,
  );
}
