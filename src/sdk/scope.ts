import type { TriggerRule } from "../core/trigger-rule.ts";
import type { Arm, Branch, Handle, MappedHandle } from "./handle.ts";
import type { Deferral, Skip } from "./outcome.ts";
import type {
  Args,
  BranchOptions,
  CommonOptions,
  Element,
  ExpandOptions,
  Falsy,
  HandleOf,
  Handler,
  Inputs,
  Lists,
  None,
  NotYet,
  Output,
  RuleOptions,
  Rows,
  SensorTaskOptions,
  ShortCircuitOptions,
  TaskOptions,
  TeardownOptions,
  WireOptions,
} from "./task-options.ts";

type Picked<L extends string> = L | readonly L[] | null | Skip | Deferral;
type All = "all_success";

/** What tasks are written on: a DAG, or a group in it. Options first, body last, one statement per task. */
export interface Scope<P = unknown> {
  task<O>(id: string, run: Handler<None, O, P>): Handle<Output<O>>;
  task<O, I extends Inputs = None, X extends Lists = None, K extends Rows = never, R extends TriggerRule = All>(
    id: string,
    options: TaskOptions<I, X, K, R>,
    run: Handler<Args<NoInfer<I>, NoInfer<X>, NoInfer<K>, NoInfer<R>>, O, P>,
  ): HandleOf<O, X, K>;

  /** Looks again and again: false, null and undefined are "not yet", anything else is the output. */
  sensor<O>(id: string, poke: Handler<None, O, P>): Handle<Output<Exclude<O, NotYet>>>;
  sensor<O, I extends Inputs = None, X extends Lists = None, K extends Rows = never, R extends TriggerRule = All>(
    id: string,
    options: SensorTaskOptions<I, X, K, R>,
    poke: Handler<Args<NoInfer<I>, NoInfer<X>, NoInfer<K>, NoInfer<R>>, O, P>,
  ): HandleOf<Exclude<O, NotYet>, X, K>;

  /** Answers with the label of the arm to follow, several, or null for none. */
  branch<L extends string>(id: string, pick: Handler<None, Picked<L>, P>): Branch<L>;
  branch<L extends string, I extends Inputs = None, R extends TriggerRule = All>(
    id: string,
    options: BranchOptions<L, I, R>,
    pick: Handler<Args<NoInfer<I>, None, never, NoInfer<R>>, Picked<L>, P>,
  ): Branch<L>;

  /** A falsy answer skips what is downstream; anything else is the output. */
  shortCircuit<O>(id: string, check: Handler<None, O, P>): Handle<Output<Exclude<O, Falsy>>>;
  shortCircuit<O, I extends Inputs = None, R extends TriggerRule = All>(
    id: string,
    options: ShortCircuitOptions<I, R>,
    check: Handler<Args<NoInfer<I>, None, never, NoInfer<R>>, O, P>,
  ): Handle<Output<Exclude<O, Falsy>>>;

  /** A point where edges meet; it costs nothing to run. */
  empty<R extends TriggerRule = All>(id: string, options?: Omit<RuleOptions<None, R>, "in">): Handle<undefined>;

  /**
   * Skips what is directly below it in runs that are not the newest of the schedule; one triggered by hand always goes on.
   */
  latestOnly<R extends TriggerRule = All>(id: string, options?: Omit<RuleOptions<None, R>, "in">): Handle<undefined>;

  setup<O>(id: string, run: Handler<None, O, P>): Handle<Output<O>>;
  setup<O, I extends Inputs = None, R extends TriggerRule = All>(
    id: string,
    options: RuleOptions<I, R>,
    run: Handler<Args<NoInfer<I>, None, never, NoInfer<R>>, O, P>,
  ): Handle<Output<O>>;
  /** Runs when the work is over and a setup has succeeded, whatever became of the work. */
  teardown<O, I extends Inputs = None>(
    id: string,
    options: TeardownOptions<I>,
    run: Handler<Args<NoInfer<I>, None, never, "all_done_setup_success">, O, P>,
  ): Handle<Output<O>>;

  /** Tasks under one name: their ids begin with `id` and a dot. Returns what the body returns. */
  group<T>(id: string, body: (group: Scope<P>) => T): T;
  /** A group with one copy of all its tasks per element. Handles the body returns stand for all copies. */
  mappedGroup<T, X extends Lists = None>(
    id: string,
    options: Pick<ExpandOptions<X>, "expand" | "expandZip">,
    body: (group: Scope<P>, elements: { readonly [N in keyof X]: Handle<Element<X[N]>> }) => T,
  ): Mapped<T>;

  /** Order without data: each after the one before it. A list stands for all in it. */
  chain(...handles: readonly (Handle | readonly Handle[])[]): void;
}

/** What a body of a mapped group returned, with every handle standing for the list over all copies. */
export type Mapped<T> =
  T extends Handle<infer V>
    ? MappedHandle<Exclude<V, undefined | void>>
    : T extends Arm
      ? never
      : T extends readonly unknown[] | Readonly<Record<string, unknown>>
        ? { [N in keyof T]: Mapped<T[N]> }
        : T;

export type { CommonOptions, WireOptions };
