/**
 * The dashboard writes down the shapes that it reads of the API's answers. Nothing here runs: the compiler holds each of
 * them against what the routes say they answer.
 */
import type { ApiSchema } from "../../../src/api/api-schema.ts";
import type { AssetGraph } from "../../../src/ui/api/asset-graph.ts";
import type { Asset, AssetEvent, assetQuery, queuedQuery } from "../../../src/ui/api/assets.ts";
import type { backfillPlanQuery, backfillQuery, backfillsQuery } from "../../../src/ui/api/backfills.ts";
import type { Connection, connectionTypesQuery } from "../../../src/ui/api/connections.ts";
import type { dagQuery, tasksQuery } from "../../../src/ui/api/dag.ts";
import type { DagPage } from "../../../src/ui/api/dags.ts";
import type { definitionQuery } from "../../../src/ui/api/definition.ts";
import type { gridQuery } from "../../../src/ui/api/grid.ts";
import type { deploymentQuery, healthQuery, versionQuery } from "../../../src/ui/api/health.ts";
import type { Home } from "../../../src/ui/api/home.ts";
import type { Instance, InstancePage } from "../../../src/ui/api/instance-shape.ts";
import type { XComEntry } from "../../../src/ui/api/instance.ts";
import type { Pool, poolSlotsQuery } from "../../../src/ui/api/pools.ts";
import type { DagRun, whyQuery } from "../../../src/ui/api/run.ts";
import type { Run, RunPage } from "../../../src/ui/api/runs.ts";
import type { scheduleQuery, slotRecordsQuery } from "../../../src/ui/api/schedule.ts";
import type { Me } from "../../../src/ui/api/session.ts";
import type { Token, User } from "../../../src/ui/api/users.ts";
import type { Variable } from "../../../src/ui/api/variables.ts";
import type { versionDiffQuery, versionsQuery } from "../../../src/ui/api/versions.ts";

/** What an endpoint answers with 200. */
type Answer<Path extends keyof ApiSchema, Method extends keyof ApiSchema[Path] = "$get" & keyof ApiSchema[Path]> =
  Extract<ApiSchema[Path][Method], { status: 200 }> extends { output: infer Output } ? Output : never;
/** What a query of the dashboard takes that for. */
type Read<Ask extends (...args: never[]) => { queryFn?: unknown }> = Told<ReturnType<Ask>>;
type Told<Query extends { queryFn?: unknown }> =
  Extract<Query["queryFn"], (...args: never[]) => unknown> extends (...args: never[]) => infer Result
    ? Awaited<Result>
    : never;
type Rows<List, Name extends keyof List> = List[Name] extends readonly (infer Row)[] ? Row : never;

/** `never` would fit everything: where a path is misspelt, or a query tells nothing, this does not compile. */
type Fits<Given, Taken> = [Given] extends [never]
  ? false
  : [Taken] extends [never]
    ? false
    : Given extends Taken
      ? true
      : false;
type Named<Row, Name extends keyof Row> = Omit<Row, Name> & { [Key in Name]: NonNullable<Row[Key]> };
type Event = Rows<Answer<"/api/v2/assets/events">, "asset_events">;
function fits<T extends true>(): T | undefined {
  return undefined;
}

fits<Fits<Answer<"/api/x/home">, Home>>();
fits<Fits<Answer<"/api/x/dags">, DagPage>>();
fits<Fits<Answer<"/api/x/assets/graph">, AssetGraph>>();
fits<Fits<Answer<"/api/x/runs">, RunPage>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagRuns">, RunPage>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagRuns", "$post">, Run>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagRuns/:dag_run_id">, DagRun>>();
fits<Fits<Answer<"/api/x/me">, Me>>();
fits<Fits<Answer<"/api/v2/monitor/health">, Told<typeof healthQuery>>>();
fits<Fits<Answer<"/api/v2/version">, Told<typeof versionQuery>>>();
fits<Fits<Answer<"/api/x/deployment">, Told<typeof deploymentQuery>>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/details">, Read<typeof dagQuery>>>();
// Airflow's contract allows a task without an id; here none is.
fits<
  Fits<Named<Rows<Answer<"/api/v2/dags/:dag_id/tasks">, "tasks">, "task_id">, Rows<Read<typeof tasksQuery>, "tasks">>
>();
fits<Fits<Answer<"/api/x/dags/:dag_id/grid">, Read<typeof gridQuery>>>();
// The graph is the engine's own, which the document calls JSON.
fits<Fits<Answer<"/api/x/dags/:dag_id/definition">, Omit<Read<typeof definitionQuery>, "graph">>>();
fits<Fits<Answer<"/api/x/dags/:dag_id/schedule">, Read<typeof scheduleQuery>>>();
fits<Fits<Answer<"/api/x/dags/:dag_id/slotRecords">, Read<typeof slotRecordsQuery>>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagVersions">, Read<typeof versionsQuery>>>();
fits<Fits<Answer<"/api/x/dags/:dag_id/versions:diff">, Read<typeof versionDiffQuery>>>();
fits<Fits<Answer<"/api/x/dags/:dag_id/dagRuns/:dag_run_id/why">, Read<typeof whyQuery>>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances">, InstancePage>>();
fits<Fits<Answer<"/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id">, Instance>>();
fits<
  Fits<
    Rows<Answer<"/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/tries">, "task_instances">,
    Instance
  >
>();
fits<
  Fits<
    Rows<Answer<"/api/v2/dags/:dag_id/dagRuns/:dag_run_id/taskInstances/:task_id/xcomEntries">, "xcom_entries">,
    XComEntry
  >
>();
fits<Fits<Answer<"/api/v2/backfills">, Read<typeof backfillsQuery>>>();
fits<Fits<Answer<"/api/x/backfills/:backfill_id">, Read<typeof backfillQuery>>>();
fits<Fits<Answer<"/api/x/dags/:dag_id/backfills:plan", "$post">, Read<typeof backfillPlanQuery>>>();
fits<Fits<Answer<"/api/v2/assets/:asset_id">, Read<typeof assetQuery>>>();
fits<Fits<Answer<"/api/v2/assets/:asset_id/queuedEvents">, Read<typeof queuedQuery>>>();
fits<Fits<Rows<Answer<"/api/v2/assets">, "assets">, Asset>>();
// Airflow's contract calls the state of a run that an event made a text.
fits<Fits<Event, Omit<AssetEvent, "created_dagruns">>>();
fits<Fits<Omit<Rows<Event, "created_dagruns">, "state">, Omit<Rows<AssetEvent, "created_dagruns">, "state">>>();
fits<Fits<Rows<Answer<"/api/v2/connections">, "connections">, Connection>>();
fits<Fits<Answer<"/api/x/connectionTypes">, Told<typeof connectionTypesQuery>>>();
fits<Fits<Rows<Answer<"/api/v2/pools">, "pools">, Pool>>();
fits<Fits<Answer<"/api/x/pools/:pool_name/slots">, Read<typeof poolSlotsQuery>>>();
fits<Fits<Rows<Answer<"/api/x/users">, "users">, User>>();
fits<Fits<Rows<Answer<"/api/x/tokens">, "tokens">, Token>>();
fits<Fits<Rows<Answer<"/api/v2/variables">, "variables">, Variable>>();

// @ts-expect-error an answer that lacks a field fits nothing
fits<Fits<Omit<Answer<"/api/x/home">, "next">, Home>>();
// @ts-expect-error nor does one whose field may be null where the dashboard takes it for a text
fits<Fits<{ user: null } & Omit<Answer<"/api/x/me">, "user">, Me>>();
