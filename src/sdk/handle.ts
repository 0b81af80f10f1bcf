import type { Source } from "./definition.ts";

declare const OUTPUT: unique symbol;
declare const ELEMENT: unique symbol;
/** Registered symbols: a DAG file bundled with its own copy of this module is still understood. */
export const SOURCE: unique symbol = Symbol.for("tradewind.source");
const STREAM: unique symbol = Symbol.for("tradewind.stream");

/** Stands for the value a task will produce. Inert: nothing runs because one is held or passed on. */
export interface Handle<T = unknown> {
  readonly id: string;
  readonly [SOURCE]: Source;
  readonly [OUTPUT]?: () => T;
}

/** The outputs of all instances of a mapped task, ordered by map index; those without output are absent. */
export interface MappedHandle<E = unknown> extends Handle<E[]> {
  /** Of the type alone: makes a mapped output more than any list. */
  readonly [ELEMENT]: () => E;
}

/** A mapped output that arrives piece by piece. */
export interface Stream<E = unknown> {
  readonly [STREAM]: Source;
  readonly [ELEMENT]: () => E;
}

/** One answer of a branch, for a task to hang on with `when`. */
export interface Arm<L extends string = string> {
  readonly branch: Handle;
  readonly label: L;
}

export interface Branch<L extends string = string> extends Handle<L | readonly L[] | null> {
  is(label: L): Arm<L>;
}

/** Receives a mapped output as an AsyncIterable, so that it need not fit into memory at once. */
export function stream<E>(handle: MappedHandle<E>): Stream<E> {
  const mark: Pick<Stream, typeof STREAM> = { [STREAM]: handle[SOURCE] };
  return mark as Stream<E>;
}

export function createHandle(id: string, source: Source): Branch {
  const is = (label: string): Arm => {
    if (source.kind === "task" && !Array.isArray(source.task.options["arms"])) source.task.labels.add(label);
    return { branch: handle, label };
  };
  const handle: Branch = { id, [SOURCE]: source, is };
  return handle;
}

/** What a value stands for, or null when it is no handle. */
export function readHandle(value: unknown): Source | null {
  return isObject(value) && SOURCE in value ? (value as Handle)[SOURCE] : null;
}
export function readStream(value: unknown): Source | null {
  return isObject(value) && STREAM in value ? (value as Stream)[STREAM] : null;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
