import type { TaskKind } from "../core/graph.ts";
import type { TaskContext } from "./context.ts";
import type { TaskDefinition } from "./definition.ts";
import { parseDuration } from "./duration.ts";

/** Default time between two looks of a sensor, as Airflow's poke_interval. */
export const DEFAULT_EVERY = 60_000;
/** Under this name stands the whole object of `expandKwargs`, whose fields become the inputs. */
export const KWARGS = "*";

/** What executors need of a task: how to do it, and how to read its answer. */
export interface TaskBody {
  readonly kind: TaskKind;
  /** Milliseconds between two looks; null unless a sensor. */
  readonly every: number | null;
  /** Of a branch: the labels somebody asked for, or all there are when the author listed them. */
  readonly arms: { readonly labels: ReadonlySet<string>; readonly isClosed: boolean } | null;
  readonly run: (input: Readonly<Record<string, unknown>>, ctx: TaskContext) => Promise<unknown>;
}

export function createBody(task: TaskDefinition, run: (input: unknown, ctx: TaskContext) => unknown): TaskBody {
  const { kind, options, labels } = task;
  const isClosed = Array.isArray(options["arms"]);
  return {
    kind,
    every: kind === "sensor" ? (parseDuration(options["every"]) ?? DEFAULT_EVERY) : null,
    arms: kind === "branch" ? { labels, isClosed } : null,
    // Async, so that a handler that throws at once and one that rejects end alike.
    run: async (input, ctx) => await run(spreadKwargs(input), ctx),
  };
}

function spreadKwargs(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { [KWARGS]: fields, ...rest } = input;
  return typeof fields === "object" && fields !== null ? { ...fields, ...rest } : rest;
}
