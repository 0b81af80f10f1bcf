import type { RouteConfig, z } from "@hono/zod-openapi";
import type { JSONParsed } from "hono/utils/types";
import type { AssetEventsRoutes } from "./routes/asset-events.ts";
import type { AssetGraphRoutes } from "./routes/asset-graph.ts";
import type { AssetStateStoreRoutes } from "./routes/asset-state-store.ts";
import type { AssetsRoutes } from "./routes/assets.ts";
import type { AuthRoutes } from "./routes/auth.ts";
import type { BackfillPlansRoutes } from "./routes/backfill-plan.ts";
import type { BackfillsRoutes } from "./routes/backfills.ts";
import type { BatchListsRoutes } from "./routes/batch-lists.ts";
import type { BulkActionsRoutes } from "./routes/bulk-actions.ts";
import type { BulkDagRunsRoutes } from "./routes/bulk-dag-runs.ts";
import type { BulkPoolsRoutes } from "./routes/bulk-pools.ts";
import type { ClearPartitionsRoutes } from "./routes/clear-partitions.ts";
import type { BulkTaskInstancesRoutes } from "./routes/bulk-task-instances.ts";
import type { ClearTaskInstancesRoutes } from "./routes/clear-task-instances.ts";
import type { ConfigRoutes } from "./routes/config.ts";
import type { ConnectionTestsRoutes } from "./routes/connection-tests.ts";
import type { ConnectionTypesRoutes } from "./routes/connection-types.ts";
import type { ConnectionsRoutes } from "./routes/connections.ts";
import type { DagContentsRoutes } from "./routes/dag-contents.ts";
import type { DagLinesRoutes } from "./routes/dag-lines.ts";
import type { DagParsingRoutes } from "./routes/dag-parsing.ts";
import type { DagRunActionsRoutes } from "./routes/dag-run-actions.ts";
import type { DagRunsRoutes } from "./routes/dag-runs.ts";
import type { DagStatsRoutes } from "./routes/dag-stats.ts";
import type { DagsRoutes } from "./routes/dags.ts";
import type { DeleteDagRoutes } from "./routes/delete-dag.ts";
import type { DependenciesRoutes } from "./routes/dependencies.ts";
import type { DeploymentRoutes } from "./routes/deployment.ts";
import type { EventLogsRoutes } from "./routes/event-logs.ts";
import type { ExportRoutes } from "./routes/export.ts";
import type { ExtensionsRoutes } from "./routes/extensions.ts";
import type { ExtraLinksRoutes } from "./routes/extra-links.ts";
import type { FavoritesRoutes } from "./routes/favorites.ts";
import type { HitlDetailsRoutes } from "./routes/hitl-details.ts";
import type { GridRoutes } from "./routes/grid.ts";
import type { HomeRoutes } from "./routes/home.ts";
import type { ImportErrorsRoutes } from "./routes/import-errors.ts";
import type { ImportedDagsRoutes } from "./routes/imported-dags.ts";
import type { ImportsRoutes } from "./routes/imports.ts";
import type { JobsRoutes } from "./routes/jobs.ts";
import type { LoginRoutes } from "./routes/login.ts";
import type { JournalRoutes } from "./routes/journal.ts";
import type { LiveRoutes } from "./routes/live.ts";
import type { LogSurveyRoutes } from "./routes/log-survey.ts";
import type { LogsRoutes } from "./routes/logs.ts";
import type { MonitorRoutes } from "./routes/monitor.ts";
import type { OpenApiRoutes } from "./routes/openapi.ts";
import type { PluginsRoutes } from "./routes/plugins.ts";
import type { PoolSlotsRoutes } from "./routes/pool-slots.ts";
import type { PoolsRoutes } from "./routes/pools.ts";
import type { QueuedEventsRoutes } from "./routes/queued-events.ts";
import type { RebuildRoutes } from "./routes/rebuild.ts";
import type { RunControlsRoutes } from "./routes/run-controls.ts";
import type { RunCostRoutes } from "./routes/run-cost.ts";
import type { ScheduleRoutes } from "./routes/schedule.ts";
import type { SecretsRoutes } from "./routes/secrets.ts";
import type { SessionRoutes } from "./routes/session.ts";
import type { TaskGroupActionsRoutes } from "./routes/task-group-actions.ts";
import type { TaskInstanceActionsRoutes } from "./routes/task-instance-actions.ts";
import type { TaskInstancesRoutes } from "./routes/task-instances.ts";
import type { TaskStatesRoutes } from "./routes/task-states.ts";
import type { TaskTriesRoutes } from "./routes/task-tries.ts";
import type { TokensRoutes } from "./routes/tokens.ts";
import type { UsersRoutes } from "./routes/users.ts";
import type { VariablesRoutes } from "./routes/variables.ts";
import type { VersionDiffRoutes } from "./routes/version-diff.ts";
import type { WhyRoutes } from "./routes/why.ts";
import type { XComEditsRoutes } from "./routes/xcom-edits.ts";
import type { XComsRoutes } from "./routes/xcoms.ts";

/** Every route of the interface but the pages, each named where it is defined. */
type Routes =
  | AssetEventsRoutes
  | AssetGraphRoutes
  | AssetStateStoreRoutes
  | AssetsRoutes
  | AuthRoutes
  | QueuedEventsRoutes
  | BackfillPlansRoutes
  | BackfillsRoutes
  | BatchListsRoutes
  | BulkActionsRoutes
  | BulkDagRunsRoutes
  | BulkPoolsRoutes
  | ClearPartitionsRoutes
  | BulkTaskInstancesRoutes
  | ClearTaskInstancesRoutes
  | ConfigRoutes
  | ConnectionTestsRoutes
  | ConnectionTypesRoutes
  | ConnectionsRoutes
  | DagContentsRoutes
  | DagLinesRoutes
  | DagParsingRoutes
  | DagRunActionsRoutes
  | DagRunsRoutes
  | DagStatsRoutes
  | DagsRoutes
  | DeleteDagRoutes
  | DependenciesRoutes
  | DeploymentRoutes
  | EventLogsRoutes
  | ExportRoutes
  | ExtensionsRoutes
  | ExtraLinksRoutes
  | FavoritesRoutes
  | HitlDetailsRoutes
  | GridRoutes
  | HomeRoutes
  | ImportErrorsRoutes
  | ImportedDagsRoutes
  | ImportsRoutes
  | JobsRoutes
  | LoginRoutes
  | JournalRoutes
  | LiveRoutes
  | LogSurveyRoutes
  | LogsRoutes
  | MonitorRoutes
  | OpenApiRoutes
  | PluginsRoutes
  | PoolSlotsRoutes
  | PoolsRoutes
  | RebuildRoutes
  | RunControlsRoutes
  | RunCostRoutes
  | ScheduleRoutes
  | SecretsRoutes
  | SessionRoutes
  | TaskGroupActionsRoutes
  | TaskInstanceActionsRoutes
  | TaskInstancesRoutes
  | TaskStatesRoutes
  | TaskTriesRoutes
  | TokensRoutes
  | UsersRoutes
  | VariablesRoutes
  | VersionDiffRoutes
  | WhyRoutes
  | XComEditsRoutes
  | XComsRoutes;

/** What a client knows of the interface: by path and method, what is asked and what each status answers. */
export type ApiSchema = {
  [Path in Routes["path"] as ToRouterPath<Path>]: {
    [Route in Extract<Routes, { path: Path }> as `$${Route["method"]}`]: Endpoints<Route>;
  };
};

type ToRouterPath<Path extends string> = Path extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}:${Name}${ToRouterPath<After>}`
  : Path;

/** One endpoint a status: an answer's status tells the shape of its body. */
type Endpoints<Route extends RouteConfig> = {
  [Status in keyof Route["responses"] & number]: Answer<Route["responses"][Status]> & {
    input: Input<Route["request"]>;
    status: Status;
  };
}[keyof Route["responses"] & number];

type Answer<Response> = Response extends { content: { "application/json": { schema: infer Schema extends z.ZodType } } }
  ? { output: JSONParsed<z.output<Schema>>; outputFormat: "json" }
  : { output: unknown; outputFormat: string };

type Nothing = Record<never, never>;

type Input<Request> = Params<Request> & Query<Request> & Body<Request>;

type Params<Request> = Request extends { params: infer Schema extends z.ZodType } ? { param: Texts<Schema> } : Nothing;

type Query<Request> = Request extends { query: infer Schema extends z.ZodType }
  ? Nothing extends z.input<Schema>
    ? { query?: Texts<Schema> }
    : { query: Texts<Schema> }
  : Nothing;

type Body<Request> = Request extends {
  body: { content: { "application/json": { schema: infer Schema extends z.ZodType } } };
}
  ? { json: z.input<Schema> }
  : Nothing;

/** What stands in an address is text; what is read as a number or a boolean may be given as one. */
type Texts<Schema extends z.ZodType> = {
  [Name in keyof z.input<Schema>]: Text<z.input<Schema>[Name], z.output<Schema>[Name & keyof z.output<Schema>]>;
};

type Text<Given, Read> = unknown extends Given
  ? Extract<Read, number | undefined> | string
  : Given | Extract<Read, boolean>;
