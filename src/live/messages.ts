import type { LiveCell, LiveRun } from "../core/live.ts";
import type { LogLine } from "../core/protocol.ts";
import type { TaskState } from "../core/state.ts";

export type { LiveCell, LiveRun } from "../core/live.ts";

/**
 * What a product says to those who watch, over a WebSocket. Nothing here is the truth: a watcher who misses a message, or
 * sees a version it does not know, asks again over HTTP. Instants are epoch milliseconds.
 */
export const LIVE_VERSION = 1;
/** Answered with `pong` without waking anybody. */
export const PING = "ping";
export const PONG = "pong";
/** The product ends a connection that has lasted, so that its holder shows again who they are. */
export const CLOSE_AGAIN = 4001;
/** What was watched is there no more. */
export const CLOSE_GONE = 4004;

export interface LiveInstance {
  readonly taskId: string;
  /** -1 where the task is not mapped. */
  readonly mapIndex: number;
  readonly state: TaskState;
  readonly tryNumber: number;
  readonly queuedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** All there is to know of a run, first on a run's connection. */
export interface RunSnapshot {
  readonly kind: "snapshot";
  readonly run: LiveRun;
  /** Null where there are too many: then HTTP tells them in pages. */
  readonly instances: readonly LiveInstance[] | null;
}
/** What one change of a run brought. `before` is the revision it builds upon. */
export interface RunChanges {
  readonly kind: "changes";
  readonly run: LiveRun;
  readonly before: number;
  /** Null where there are too many. */
  readonly instances: readonly LiveInstance[] | null;
  /** Values that were published. */
  readonly xcoms: readonly (readonly [taskId: string, mapIndex: number, key: string])[];
}
/** Lines of the attempt that was asked for; `from` is the number of the first. */
export interface LogLines {
  readonly kind: "logs";
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
  readonly from: number;
  readonly lines: readonly LogLine[];
}
/** Runs of a DAG, or of a team: those that changed. */
export interface RunsChanged {
  readonly kind: "runs";
  readonly runs: readonly LiveRun[];
}
/** Cells of one run that changed; null where there are too many. */
export interface CellsChanged {
  readonly kind: "cells";
  readonly run: LiveRun;
  readonly before: number;
  readonly cells: readonly LiveCell[] | null;
}
/** Assets of a team were updated: who shows any asks what there is of them. */
export interface AssetsChanged {
  readonly kind: "assets";
}

export type LiveBody = RunSnapshot | RunChanges | LogLines | RunsChanged | CellsChanged | AssetsChanged;
/** `seq` counts the messages of one connection from 1: a number left out is a message lost. */
export type LiveMessage = LiveBody & { readonly v: typeof LIVE_VERSION; readonly seq: number };

const KINDS: ReadonlySet<unknown> = new Set(["snapshot", "changes", "logs", "runs", "cells", "assets"]);

/** A message as text; null when it is none, or of a version or kind this release does not know. */
export function parseMessage(text: string): LiveMessage | null {
  const value = parseObject(text);
  if (value === null || value["v"] !== LIVE_VERSION || !Number.isSafeInteger(value["seq"])) return null;
  return KINDS.has(value["kind"]) ? (value as unknown as LiveMessage) : null;
}

/** What a watcher of a run may ask for: the lines of one attempt from one on, or no more lines. */
export type LiveRequest =
  | {
      readonly kind: "watch_logs";
      readonly taskId: string;
      readonly mapIndex: number;
      readonly tryNumber: number;
      readonly from: number;
    }
  | { readonly kind: "unwatch_logs" };

/** Longest request that is read. */
const REQUEST_LIMIT = 1_000;

export function parseRequest(text: string): LiveRequest | null {
  const value = text.length > REQUEST_LIMIT ? null : parseObject(text);
  if (value?.["kind"] === "unwatch_logs") return { kind: "unwatch_logs" };
  if (value?.["kind"] !== "watch_logs") return null;
  const { taskId, mapIndex, tryNumber, from } = value;
  if (typeof taskId !== "string" || !isCount(tryNumber) || !isCount(from)) return null;
  if (mapIndex !== -1 && !isCount(mapIndex)) return null;
  return { kind: "watch_logs", taskId, mapIndex, tryNumber, from };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
