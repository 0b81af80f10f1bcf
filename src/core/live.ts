import type { CreateRun } from "./objects.ts";
import type { RunType } from "./protocol.ts";
import type { RunState } from "./state.ts";

/** A run as those see it who watch. `revision` is the number of its newest journal row. Instants are epoch milliseconds. */
export interface LiveRun {
  readonly dagId: string;
  readonly runId: string;
  readonly state: RunState;
  readonly runType: RunType;
  readonly runAfter: number;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly revision: number;
}

/** A cell of the grid: the letter of its state, and of a mapped task the counts by letter (see cells.ts). */
export type LiveCell = readonly [taskId: string, letter: string, counts?: Readonly<Record<string, number>>];

/** What a run tells its DAG while somebody watches it. */
export interface RunNews {
  readonly v: 1;
  readonly run: LiveRun;
  /** The revision it builds upon. */
  readonly before: number;
  /** Null where there are too many. */
  readonly cells: readonly LiveCell[] | null;
}

/** Until when somebody watches the runs of a team; `*` stands for all teams. */
export interface LiveLease {
  readonly team: string;
  readonly until: number;
}
export const ALL_TEAMS = "*";

/** What objects answer to besides, for the sake of those who watch. Nothing lasting depends on it. */
export interface WatchedRun {
  /** From now on the run tells its DAG what changes, and first of all there is. */
  watch(): Promise<void>;
}
export interface WatchedDag {
  /** False when nobody watches the DAG any more. */
  hearNews(news: RunNews): Promise<boolean>;
  heedLeases(leases: readonly LiveLease[]): Promise<void>;
}
export interface HubObject {
  /** False when nobody watches any more. */
  tell(runs: readonly LiveRun[]): Promise<boolean>;
  /** Assets of the team were updated. */
  tellAssets(): Promise<void>;
}

/** A run that is made while somebody watches its DAG. */
export type WatchedCreateRun = CreateRun & { readonly isWatched?: boolean };
