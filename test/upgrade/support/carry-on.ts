import { isRunEnded } from "../../../src/core/state.ts";
import { carry } from "./carry.ts";
import type { RunUnderTest } from "./run-object.ts";

const STEP = 30_000;
/** Simulated hours after which a run that goes on will not end any more. */
const LONGEST = 12 * 3_600_000;

/** Lets a run come to its end: time passes, messages are carried out, what waits for an event hears of it. */
export async function carryOn(run: RunUnderTest): Promise<void> {
  const { desk, engine, actions, carriers, reader } = run;
  const link = {
    start: async (request: Parameters<typeof carriers.start>[0]) => orThrow(carriers.start(request)),
    finish: async (request: Parameters<typeof carriers.finish>[0]) => orThrow(carriers.finish(request)),
    heartbeat: async (request: Parameters<typeof carriers.heartbeat>[0]) => carriers.heartbeat(request),
    readOutputs: async (taskId: string, from: number) => reader.readOutputs(taskId, from),
  };
  const header = orThrow(engine.store.readHeader());
  actions.signal("answer");
  actions.create({ ...header, admit: true });
  for (const until = desk.now + LONGEST; desk.now < until; desk.now += STEP) {
    await engine.drain();
    await desk.settle();
    while (desk.messages.length > 0) {
      await carry(desk, link, header.graph, desk.messages.splice(0));
      await desk.settle();
    }
    if (isRunEnded(orThrow(actions.view()).state) && (await engine.wake())?.isAtRest === true) return;
  }
}

function orThrow<T>(value: T | null): T {
  if (value === null) throw new Error("There is no such run");
  return value;
}
