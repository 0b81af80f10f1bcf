/** All that a DAG author, a test of a DAG and an executor import. */
export { aboveAuthorCode } from "./above-author-code.ts";
export { all, any, asset, assetAlias, assetRef } from "./asset.ts";
export type { Asset, AssetAlias, AssetExpression, AssetGroup, AssetReference } from "./asset.ts";
export { findBucket, findDatabase } from "./binding.ts";
export type { TaskBody } from "./body.ts";
export { ConfigurationUnavailable } from "./configuration.ts";
export type {
  Configuration,
  ConfigurationFakes,
  Connection,
  ConnectionTypeName,
  ReadConnection,
  ReadVariable,
  TypedConnection,
  VariableSchema,
} from "./configuration.ts";
export { carryOut } from "./carry-out.ts";
export type { CarriedOut } from "./carry-out.ts";
export type { AttemptFacts, AttemptHost } from "./create-context.ts";
export { compile } from "./compile.ts";
export type { Compiled } from "./compile.ts";
export type { CompileError } from "./compile-report.ts";
export type { TaskContext } from "./context.ts";
export { dag, findDags } from "./dag.ts";
export type { Dag } from "./dag.ts";
export type { DagOptions, ParamsOf } from "./dag-options.ts";
export { measureLength, takeElement } from "./element.ts";
export type { Duration } from "./duration.ts";
// All of it: only what is exported by a star can be augmented from a project.
export type * from "./env.ts";
export { stream } from "./handle.ts";
export type { Arm, Branch, Handle, MappedHandle, Stream } from "./handle.ts";
export type { Jsonify } from "./jsonify.ts";
export { resolveLate } from "./late.ts";
export type { Late } from "./late.ts";
export type { Log } from "./log.ts";
export { defer, NonRetryable, RetryAfter, skip } from "./outcome.ts";
export type { Deferral, DeferOptions, Skip } from "./outcome.ts";
export { runDag } from "./run-dag.ts";
export type { RunDagOptions } from "./run-dag.ts";
export type { RunResult, TaskResult } from "./run-result.ts";
export { runTask } from "./run-task.ts";
export type { TaskRun } from "./run-task.ts";
export { calendar, cron, cronInterval, every, everyInterval } from "./schedule.ts";
export type { CalendarOptions, Schedule, Weekday } from "./schedule.ts";
export { assetOrTime, onAssets } from "./schedule-assets.ts";
export { custom } from "./schedule-custom.ts";
export type { CustomContext, CustomOptions, CustomSchedule } from "./schedule-custom.ts";
export { events } from "./schedule-events.ts";
export type { EventsOptions } from "./schedule-events.ts";
export type { Scope } from "./scope.ts";
export type { Handler, RateOptions, RetryOptions, TaskOptions } from "./task-options.ts";
export { toOutcome } from "./to-outcome.ts";
export type { Attempted, Ended } from "./to-outcome.ts";
export type { Json } from "../core/json.ts";
export type { Outcome } from "../core/protocol.ts";
export type { TriggerRule } from "../core/trigger-rule.ts";
