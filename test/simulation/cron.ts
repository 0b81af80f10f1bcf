import { tick } from "../../src/scheduler/tick.ts";
import { Invocation } from "../support/world/invocation.ts";
import { RPC_FAULTS, SINK_FAULTS } from "../support/world/network.ts";
import type { World } from "../support/world/world.ts";

const MINUTE = 60_000;

/** The cron trigger: every minute, or not, or twice, or late and so in any order. */
export function startCron(world: World): void {
  const { loop, faults } = world;
  const plan = (at: number): void =>
    loop.at(at, null, () => {
      plan(at + MINUTE);
      if (faults.strikes("tick_missed")) return;
      const times = faults.strikes("tick_twice") ? 2 : 1;
      for (let count = 0; count < times; count += 1) {
        const late = faults.strikes("tick_late") ? faults.random.between(0, 3 * MINUTE) : 0;
        loop.after(late, null, () => void ring(world, at));
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
