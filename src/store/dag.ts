import type { DagKey } from "../core/ids.ts";
import type { RunState } from "../core/state.ts";
import type { Timetable } from "../core/timetable.ts";
import type { DagView } from "../core/views.ts";
import type { ListResult, PageRequest } from "./list.ts";

/** A DAG as lists show it: what its file says, and where its object stands. Instants are epoch milliseconds. */
export interface DagDetails extends DagKey {
  readonly displayName: string | null;
  readonly description: string | null;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  /** Path below dags/; null for a DAG known only by its object. */
  readonly file: string | null;
  readonly timetable: Timetable | null;
  readonly timetableSummary: string | null;
  readonly maxActiveRuns: number;
  readonly maxActiveTasks: number | null;
  readonly isPaused: boolean;
  readonly isStale: boolean;
  readonly hasImportErrors: boolean;
  readonly graphHash: string | null;
  readonly bundleId: string | null;
  readonly nextRun: DagView["nextRun"];
  readonly dueAt: number | null;
  readonly liveRuns: number;
  readonly lastParsedAt: number | null;
  readonly lastAdvancedAt: number | null;
  readonly seq: number;
}

export interface DagFilter extends PageRequest {
  /** Null or absent: every team. */
  readonly team?: string | null;
  readonly dagIds?: readonly string[];
  /** Airflow's pattern: part of the id, letter case aside; "|" parts alternatives, "~" matches all. */
  readonly dagIdPattern?: string;
  readonly displayNamePattern?: string;
  readonly tags?: readonly string[];
  readonly tagsMatchMode?: "any" | "all";
  readonly owners?: readonly string[];
  readonly isPaused?: boolean;
  /** Absent: both. */
  readonly isStale?: boolean;
  readonly hasImportErrors?: boolean;
  readonly lastRunState?: RunState;
}

export declare function findDag(db: D1Database, key: DagKey): Promise<DagDetails | null>;

/** Orders: dag_id, dag_display_name, next_dagrun, is_paused, last_parsed_time. Default dag_id. */
export declare function listDags(db: D1Database, filter: DagFilter): Promise<ListResult<DagDetails>>;

export declare function listTags(db: D1Database, team?: string | null): Promise<readonly string[]>;

/**
 * DAGs the minute tick advances: due at `now`, with live runs, or in the slice (0 to 59), which over an hour touches
 * every DAG once.
 */
export declare function listDagsToAdvance(db: D1Database, now: number, slice: number): Promise<readonly DagKey[]>;
