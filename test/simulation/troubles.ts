import type { Fault, Faults } from "../support/world/faults.ts";
import type { World } from "../support/world/world.ts";

/** How often it is drawn whether one begins. Milliseconds. */
export const TROUBLE_INTERVAL = 15_000;
const MINUTE = 60_000;

interface Trouble {
  readonly fault: Fault;
  readonly begin: (world: World, deploy: () => void) => void;
}

/** What befalls the world as a whole. One row each; its rate stands among the faults. */
const TROUBLES: readonly Trouble[] = [
  { fault: "sink_outage", begin: (world) => forAWhile(world, world.orgView, "isDown") },
  { fault: "blob_outage", begin: (world) => forAWhile(world, world.bucket, "isDown") },
  { fault: "queue_busy", begin: (world) => forAWhile(world, world.queue, "isBusy") },
  { fault: "queue_stops", begin: stopQueue },
  { fault: "deploy", begin: (_, deploy) => deploy() },
];

/** Begins what is drawn to begin; `deploy` ships new versions. */
export function strike(world: World, deploy: () => void): void {
  for (const { fault, begin } of TROUBLES) if (world.faults.strikes(fault)) begin(world, deploy);
  const { faults } = world;
  for (const actor of world.listActors())
    if (faults.strikes("clock_jumps")) actor.clockOffset = faults.random.between(-10 * MINUTE, 10 * MINUTE);
}

/** Ends all that has begun. */
export function endTroubles(world: World): void {
  world.orgView.isDown = false;
  world.bucket.isDown = false;
  world.queue.isBusy = false;
  world.queue.start();
  for (const actor of world.listActors()) actor.clockOffset = 0;
}

function forAWhile<Name extends string>(world: World, thing: { [key in Name]: boolean }, name: Name): void {
  thing[name] = true;
  world.loop.after(drawLength(world.faults), null, () => {
    thing[name] = false;
  });
}

function stopQueue(world: World): void {
  world.queue.stop();
  world.loop.after(drawLength(world.faults), null, () => world.queue.start());
}

/** Mostly short, sometimes long. */
function drawLength({ random }: Faults): number {
  return random.chance(0.2) ? random.between(MINUTE, 5 * MINUTE) : random.between(1_000, 30_000);
}
