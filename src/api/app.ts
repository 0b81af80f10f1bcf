import { OpenAPIHono } from "@hono/zod-openapi";
import { createAuthenticator, type Authenticator } from "./authenticate.ts";
import type { ApiApp, ApiEnvironment } from "./environment.ts";
import { answerError, refuseUnknown } from "./errors.ts";
import { createGate } from "./gate.ts";
import { escapeRawSlashes } from "./raw-slash.ts";
import { readBody } from "./read-body.ts";
import { registerAssetEvents } from "./routes/asset-events.ts";
import { registerAssetGraph } from "./routes/asset-graph.ts";
import { registerAssetStateStore } from "./routes/asset-state-store.ts";
import { registerAssets } from "./routes/assets.ts";
import { registerAuth } from "./routes/auth.ts";
import { registerBackfillPlans } from "./routes/backfill-plan.ts";
import { registerBackfills } from "./routes/backfills.ts";
import { registerBatchLists } from "./routes/batch-lists.ts";
import { registerBulkActions } from "./routes/bulk-actions.ts";
import { registerBulkDagRuns } from "./routes/bulk-dag-runs.ts";
import { registerBulkPools } from "./routes/bulk-pools.ts";
import { registerBulkTaskInstances } from "./routes/bulk-task-instances.ts";
import { registerClearTaskInstances } from "./routes/clear-task-instances.ts";
import { registerClearPartitions } from "./routes/clear-partitions.ts";
import { registerConfig } from "./routes/config.ts";
import { registerConnections } from "./routes/connections.ts";
import { registerConnectionTests } from "./routes/connection-tests.ts";
import { registerConnectionTypes } from "./routes/connection-types.ts";
import { registerDagContents } from "./routes/dag-contents.ts";
import { registerDagParsing } from "./routes/dag-parsing.ts";
import { registerDagLines } from "./routes/dag-lines.ts";
import { registerDagRunActions } from "./routes/dag-run-actions.ts";
import { registerDagRuns } from "./routes/dag-runs.ts";
import { registerDagStats } from "./routes/dag-stats.ts";
import { registerDags } from "./routes/dags.ts";
import { registerDeleteDag } from "./routes/delete-dag.ts";
import { registerDependencies } from "./routes/dependencies.ts";
import { registerDeployment } from "./routes/deployment.ts";
import { registerEventLogs } from "./routes/event-logs.ts";
import { registerExtensions } from "./routes/extensions.ts";
import { registerExtraLinks } from "./routes/extra-links.ts";
import { registerFavorites } from "./routes/favorites.ts";
import { registerHitlDetails } from "./routes/hitl-details.ts";
import { registerGrid } from "./routes/grid.ts";
import { registerHome } from "./routes/home.ts";
import { registerImportErrors } from "./routes/import-errors.ts";
import { registerJobs } from "./routes/jobs.ts";
import { registerJournal } from "./routes/journal.ts";
import { registerLive } from "./routes/live.ts";
import { registerLogin } from "./routes/login.ts";
import { registerLogs } from "./routes/logs.ts";
import { registerMonitor } from "./routes/monitor.ts";
import { registerExport } from "./routes/export.ts";
import { registerImportedDags } from "./routes/imported-dags.ts";
import { registerImports } from "./routes/imports.ts";
import { registerPlugins } from "./routes/plugins.ts";
import { registerPoolSlots } from "./routes/pool-slots.ts";
import { registerPools } from "./routes/pools.ts";
import { registerOpenApi } from "./routes/openapi.ts";
import { registerQueuedEvents } from "./routes/queued-events.ts";
import { registerRebuild, type TakeUpAgain } from "./routes/rebuild.ts";
import { registerSchedule } from "./routes/schedule.ts";
import { registerRunControls } from "./routes/run-controls.ts";
import { registerRunCost } from "./routes/run-cost.ts";
import { registerSecrets } from "./routes/secrets.ts";
import { registerStatusPage } from "./routes/status-page.ts";
import { registerTaskGroupActions } from "./routes/task-group-actions.ts";
import { registerTaskInstanceActions } from "./routes/task-instance-actions.ts";
import { registerTaskInstances } from "./routes/task-instances.ts";
import { registerSession } from "./routes/session.ts";
import { registerTaskStates } from "./routes/task-states.ts";
import { registerTaskTries } from "./routes/task-tries.ts";
import { registerTokens } from "./routes/tokens.ts";
import { registerUsers } from "./routes/users.ts";
import { registerVariables } from "./routes/variables.ts";
import { registerXComEdits } from "./routes/xcom-edits.ts";
import { registerXComs } from "./routes/xcoms.ts";
import { registerVersionDiff } from "./routes/version-diff.ts";
import { registerWhy } from "./routes/why.ts";
import { collectPolicies } from "./route.ts";
import { refuseInvalid } from "./validation.ts";

export interface AppOptions {
  /** Epoch milliseconds; the wall clock unless a test turns it. */
  readonly now?: () => number;
  /** What a rebuild does about the deployment; nothing unless given. */
  readonly takeUpAgain?: TakeUpAgain;
}

/** Every noun of the interface. Among paths of one length, the one with more literal parts is registered first. */
const NOUNS: readonly ((app: ApiApp, authenticator: Authenticator) => void)[] = [
  registerStatusPage,
  registerMonitor,
  registerAuth,
  registerLogin,
  registerJobs,
  registerPlugins,
  registerConfig,
  registerUsers,
  registerTokens,
  registerDags,
  registerSession,
  registerHome,
  registerGrid,
  registerLive,
  registerJournal,
  registerDagLines,
  registerDeleteDag,
  registerFavorites,
  registerDagStats,
  registerDagParsing,
  registerDagContents,
  registerImportErrors,
  registerAssetEvents,
  registerAssetGraph,
  registerAssets,
  registerAssetStateStore,
  registerQueuedEvents,
  registerBatchLists,
  registerBulkDagRuns,
  registerDagRuns,
  registerDagRunActions,
  registerClearPartitions,
  registerLogs,
  registerExtraLinks,
  registerHitlDetails,
  registerXComs,
  registerXComEdits,
  registerRunControls,
  registerRunCost,
  registerBulkActions,
  registerTaskStates,
  registerDependencies,
  registerTaskInstanceActions,
  registerTaskGroupActions,
  registerBulkTaskInstances,
  registerClearTaskInstances,
  registerTaskTries,
  registerTaskInstances,
  registerPools,
  registerBulkPools,
  registerPoolSlots,
  registerVariables,
  registerConnectionTests,
  registerConnectionTypes,
  registerConnections,
  registerSecrets,
  registerBackfillPlans,
  registerBackfills,
  registerExport,
  registerImportedDags,
  registerImports,
  registerEventLogs,
  registerExtensions,
  registerSchedule,
  registerDeployment,
  registerWhy,
  registerVersionDiff,
];

/** The REST interface. Throws when a route lacks a policy. */
export function createApp(options: AppOptions = {}): ApiApp {
  const authenticator = createAuthenticator();
  const app: ApiApp = new OpenAPIHono<ApiEnvironment>({
    getPath: escapeRawSlashes,
    defaultHook: (result) => {
      if (!result.success) throw refuseInvalid(result.target, Reflect.get(result, "data"), result.error.issues);
    },
  });
  const gate = createGate(authenticator, options.now ?? Date.now);
  app.use(gate.admit);
  app.use(readBody);
  for (const register of NOUNS) register(app, authenticator);
  registerRebuild(app, options.takeUpAgain ?? (() => Promise.resolve()));
  registerOpenApi(app);
  gate.close(collectPolicies(app));
  app.onError(answerError);
  app.notFound((context) => refuseUnknown(app, context));
  return app;
}
