import type { TaskContext } from "./context.ts";

/** A setting of an operator: known when the DAG is written, or read from the input and context of an attempt. */
export type Late<T, A, P> = T | ((input: A, ctx: TaskContext<P>) => T);

export function resolveLate<T, A, P>(setting: Late<T, A, P>, input: A, ctx: TaskContext<P>): T {
  return isComputed(setting) ? setting(input, ctx) : setting;
}

function isComputed<T, A, P>(setting: Late<T, A, P>): setting is (input: A, ctx: TaskContext<P>) => T {
  return typeof setting === "function";
}
