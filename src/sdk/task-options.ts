import type { TaskNode } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import type { TriggerRule } from "../core/trigger-rule.ts";
import type { Asset, AssetAlias } from "./asset.ts";
import type { TaskContext } from "./context.ts";
import type { Duration } from "./duration.ts";
import type { Arm, Handle, MappedHandle, Stream } from "./handle.ts";
import type { Jsonify } from "./jsonify.ts";
import type { Deferral, Skip } from "./outcome.ts";

export type None = Record<never, never>;
/** Values by name: handles, each of which is an edge, or literals. */
export type Inputs = Readonly<Record<string, Handle | Stream | Json>>;
/** Lists to fan out over. An object is a list of its [key, value] pairs. */
export type Lists = Readonly<Record<string, Handle<object> | readonly Json[] | { readonly [key: string]: Json }>>;
/** A list of objects: the fields of one are the inputs of one instance. */
export type Rows = Handle<readonly object[]> | readonly { readonly [key: string]: Json }[];

export interface RetryOptions {
  /** Tries after the first one. */
  readonly limit: number;
  /** Five minutes unless given. */
  readonly delay?: Duration;
  /** A number is the factor between two delays; "exponential" is 2. */
  readonly backoff?: "constant" | "exponential" | number;
  readonly maxDelay?: Duration;
}

export interface RateOptions {
  readonly key: string;
  readonly limit: number;
  readonly per: Duration;
}

/** What a DAG's `defaults` may set for all of its tasks. */
export interface CommonOptions {
  readonly retry?: RetryOptions;
  /** Longest one try may execute. Of a sensor: longest it may look, over all its looks. */
  readonly timeout?: Duration;
  readonly pool?: string;
  /** How many slots of the pool one instance takes; 1 unless given. */
  readonly poolSlots?: number;
  /** Instances of the task on their way at once, deferred ones among them: over all runs of the DAG, and in one run. */
  readonly maxActiveTisPerDag?: number;
  readonly maxActiveTisPerDagrun?: number;
  /** At most `limit` starts in any `per`, over all tasks of the team with the same key. */
  readonly rate?: RateOptions;
  readonly priorityWeight?: number;
  readonly weightRule?: TaskNode["weightRule"];
  readonly executor?: TaskNode["executor"];
  /** A CPU-heavy task never shares an invocation. */
  readonly cpuHeavy?: boolean;
  readonly owner?: string;
  /** Waits until this task succeeded or was skipped in the run with the logical date before. */
  readonly dependsOnPast?: boolean;
  /** Waits, besides, for the tasks directly downstream of it there. */
  readonly waitForDownstream?: boolean;
  /** Lets a skip wait for the run before as well. */
  readonly waitForPastDependsBeforeSkipping?: boolean;
  /** Lets it go on where no run before had it; a task that is new to its DAG waits otherwise. */
  readonly ignoreFirstDependsOnPast?: boolean;
}

/** What every task may say, and teardowns without a rule of their own. */
export interface WireOptions<I extends Inputs = None> extends CommonOptions {
  readonly in?: I;
  /** Order without data. */
  readonly after?: readonly Handle[];
  /** Runs only when the branch chose this arm, or one of these. */
  readonly when?: Arm | readonly Arm[];
  readonly inlets?: readonly Asset[];
  readonly outlets?: readonly (Asset | AssetAlias)[];
  /** Markdown shown with the task. */
  readonly doc?: string;
}
export interface RuleOptions<I extends Inputs = None, R extends TriggerRule = "all_success"> extends WireOptions<I> {
  readonly triggerRule?: R;
}
/** At most one of the three. */
export interface ExpandOptions<X extends Lists = None, K extends Rows = never> {
  /** One instance per combination of elements; the last name varies fastest. */
  readonly expand?: X;
  /** One instance per position, over lists of one length. */
  readonly expandZip?: X;
  /** One instance per object, whose fields are inputs. */
  readonly expandKwargs?: K;
}
export interface TaskOptions<
  I extends Inputs = None,
  X extends Lists = None,
  K extends Rows = never,
  R extends TriggerRule = "all_success",
>
  extends RuleOptions<I, R>, ExpandOptions<X, K> {}

export interface SensorTaskOptions<
  I extends Inputs = None,
  X extends Lists = None,
  K extends Rows = never,
  R extends TriggerRule = "all_success",
> extends TaskOptions<I, X, K, R> {
  /** Between two looks; a minute unless given. */
  readonly every?: Duration;
  /** A timeout skips instead of failing. */
  readonly softFail?: boolean;
  /** Doubles the wait after every look, up to `maxWait`. */
  readonly exponential?: boolean;
  readonly maxWait?: Duration;
}
export interface BranchOptions<
  L extends string = string,
  I extends Inputs = None,
  R extends TriggerRule = "all_success",
> extends RuleOptions<I, R> {
  /** All labels there are, checked when the DAG compiles and when the branch answers. Types alone do without. */
  readonly arms?: readonly L[];
}
export interface ShortCircuitOptions<
  I extends Inputs = None,
  R extends TriggerRule = "all_success",
> extends RuleOptions<I, R> {
  /** True, unless given: skips everything downstream. False skips direct downstreams only. */
  readonly ignoreDownstreamTriggerRules?: boolean;
}
export interface TeardownOptions<I extends Inputs = None> extends WireOptions<I> {
  /** The setups whose work this one undoes. */
  readonly of: readonly Handle[];
  readonly onFailureFailDagrun?: boolean;
}

/** Any rule but the default lets a task run while an input has no value, and the types say so. */
type Maybe<T, R> = [R] extends [never] ? T : "all_success" extends R ? T : T | undefined;
type Value<V, R> = V extends Handle<infer T> ? Maybe<T, R> : V extends Stream<infer E> ? AsyncIterable<E> : V;
export type Element<V> = V extends Handle<infer T> ? ElementOf<T> : ElementOf<V>;
type ElementOf<T> = T extends readonly (infer E)[]
  ? E
  : T extends object
    ? [key: string & keyof T, value: T[keyof T]]
    : never;

/**
 * What a handler receives: whole values of `in`, one element of each list of an expansion. The compiler infers an
 * operator's input from its place in the call while the options not given still stand at never; never adds nothing.
 */
export type Args<I, X, K, R> = Whole<I, R> & Elements<X> & ([K] extends [never] ? unknown : Readonly<Element<K>>);
type Whole<I, R> = [I] extends [never] ? unknown : { readonly [N in keyof I]: Value<I[N], R> };
type Elements<X> = [X] extends [never] ? unknown : { readonly [N in keyof X]: Element<X[N]> };

/** An operator is a function that returns one of these; it stays testable as `(input, ctx)`. */
export type Handler<A = unknown, O = unknown, Params = unknown> = (
  input: A,
  ctx: TaskContext<Params>,
) => O | Promise<O>;

export type NotYet = false | null | undefined | void;
export type Falsy = false | null | undefined | void | 0 | "";
/** What arrives downstream of a handler's return value. */
export type Output<O> = Jsonify<Exclude<O, Skip | Deferral>>;
export type HandleOf<O, X, K> = [keyof X, K] extends [never, never]
  ? Handle<Output<O>>
  : MappedHandle<Exclude<Output<O>, undefined | void>>;
