import { createApp } from "./api/app.ts";
import { createDagCoordinator } from "./coordinator/dag-coordinator.ts";
import { LiveHub } from "./coordinator/live-hub.ts";
import { PoolCoordinator } from "./coordinator/pool-coordinator.ts";
import { createRunCoordinator } from "./coordinator/run-coordinator.ts";
import { reachDag, reachRunByName } from "./coordinator/stubs.ts";
import { createAttemptCarrier } from "./executors/attempt-carrier.ts";
import { createRegistry } from "./executors/registry.ts";
import { frames, handlers } from "./gen/handlers.ts";
import { manifest } from "./gen/manifest.ts";
import { consumeTasks } from "./queue-consumer/consume.ts";
import { consumeDeadLetters } from "./queue-consumer/dead-letters.ts";
import { openConsumer } from "./queue-consumer/open.ts";
import { reportDeadLetter } from "./queue-consumer/report.ts";
import { openAssetEvents } from "./scheduler/open-asset-events.ts";
import { openBackfills } from "./scheduler/open-backfills.ts";
import { settleAssetEvents } from "./scheduler/settle-asset-events.ts";
import { settleBackfills } from "./scheduler/settle-backfills.ts";
import { tick } from "./scheduler/tick.ts";
import type { DueDag } from "./scheduler/tick.ts";
import { listDagsToAdvance } from "./store/dag.ts";
import { recordTick, takeUpManifest, takeUpManifestAgain } from "./store/deployment.ts";

// The only place where the parts meet, and the only one that knows dags/: the scheduler gets data, executors get functions.
const app = createApp({ takeUpAgain: (env, now) => takeUpManifestAgain(env.DB, manifest, now) });
const registry = createRegistry(manifest, handlers, frames);

export { LiveHub, PoolCoordinator };
export const RunCoordinator = createRunCoordinator(manifest);
export const DagCoordinator = createDagCoordinator(manifest);
export const AttemptCarrier = createAttemptCarrier(registry, reachRunByName);

export default {
  fetch: app.fetch,

  async scheduled(controller, env) {
    const world = {
      manifest,
      takeUp: async (now: number) => void (await takeUpManifest(env.DB, manifest, now)),
      listDagsToAdvance: (now: number, slice: number) => listDagsToAdvance(env.DB, now, slice),
      recordTick: (now: number) => recordTick(env.DB, now),
      advance: ({ isDefaultPoolLimited, ...dag }: DueDag) =>
        reachDag(env, dag).advance(isDefaultPoolLimited === undefined ? undefined : { isDefaultPoolLimited }),
    };
    await tick(world, controller.scheduledTime);
    await settleBackfills(openBackfills(env), controller.scheduledTime);
    await settleAssetEvents(openAssetEvents(env), controller.scheduledTime);
  },

  async queue(batch, env) {
    const reachRun = (name: string) => reachRunByName(env, name);
    if (batch.queue.endsWith("dead-letters")) {
      return consumeDeadLetters(batch, {
        reachRun,
        report: (summary, body) => reportDeadLetter(env.DB, summary, body),
      });
    }
    await consumeTasks(batch, openConsumer(env, registry, reachRun));
  },
} satisfies ExportedHandler<Env>;
