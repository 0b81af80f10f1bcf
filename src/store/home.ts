import { type SQL, sql } from "drizzle-orm";
import type { DagKey, RunKey } from "../core/ids.ts";
import type { RunType } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { RunState, TaskState } from "../core/state.ts";
import { prepare } from "./open.ts";
import { dag, dagRun, importError, taskInstance } from "./projected-tables.ts";

/** Rows of each list of the first view, and instances looked at to find a run's first failure. */
const LISTED = 25;
const LOOKED_AT = 50;
/** Runs of a state counted at most. */
const COUNTED = 10_000;
/** Runs whose durations tell how long a DAG usually takes. */
const USUAL = 10;

export interface HomeRequest {
  /** Null: every team. */
  readonly team: string | null;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Failed runs count from here on by when they ended, successes by when they were due. */
  readonly since: number;
}

export interface HomeRun extends RunKey {
  readonly state: RunState;
  readonly runType: RunType;
  readonly runAfter: number;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}
export interface FailedRun extends HomeRun {
  /** Whether a later run of the DAG has succeeded. */
  readonly isRecovered: boolean;
  /** The instance that failed first; null when none did. */
  readonly task: FailedTask | null;
  /** Counted up to 50. */
  readonly failedTasks: number;
}
export interface FailedTask {
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
  readonly endedAt: number | null;
  readonly reason: Reason | null;
}
export interface ActiveRun extends HomeRun {
  /** Mean of the DAG's newest successes, in milliseconds; null before the first. */
  readonly usual: number | null;
  readonly tasks: Readonly<Partial<Record<TaskState, number>>>;
}
export interface HomeDag extends DagKey {
  readonly displayName: string | null;
  readonly nextRunAfter: number;
  readonly nextLogicalDate: number | null;
  readonly liveRuns: number;
  readonly maxActiveRuns: number;
}
export interface TeamCounts {
  readonly team: string;
  readonly dags: number;
  readonly paused: number;
  readonly broken: number;
  readonly runs: Readonly<Record<RunState, number>>;
}
export interface Home {
  readonly failed: readonly FailedRun[];
  /** Running and queued ones. */
  readonly active: readonly ActiveRun[];
  /** DAGs whose next run is due and was not made. */
  readonly overdue: readonly HomeDag[];
  readonly next: readonly HomeDag[];
  readonly teams: readonly TeamCounts[];
  readonly importErrors: number;
}

/** How long after it is due a run may take to be made before it counts as late. Milliseconds. */
export const LATE = 60_000;

type Row = Record<string, unknown>;

/** What the first view shows, in one round trip. Every list of runs is read through an index and ends early. */
export async function readHome(db: D1Database, request: HomeRequest): Promise<Home> {
  const statements = [
    selectFailed(request),
    selectActive(request),
    selectOverdue(request),
    selectNext(request),
    countDags(request),
    countRuns(request),
    countImportErrors(request),
  ];
  const answers = await db.batch<Row>(statements.map((statement) => prepare(db, statement)));
  const [failed = [], active = [], overdue = [], next = [], dags = [], runs = [], errors = []] = answers.map(
    ({ results }) => results,
  );
  return {
    failed: failed.map(viewFailed),
    active: active.map(viewActive),
    overdue: overdue.map((row) => row as unknown as HomeDag),
    next: next.map((row) => row as unknown as HomeDag),
    teams: joinTeams(dags, runs),
    importErrors: Number(errors[0]?.["count"] ?? 0),
  };
}

const RUN = sql`r.team, r.dag_id as "dagId", r.run_id as "runId", r.state, r.run_type as "runType",
  r.run_after as "runAfter", r.queued_at as "queuedAt", r.started_at as "startedAt", r.ended_at as "endedAt"`;

function isOfTeam(column: SQL, team: string | null): SQL {
  return team === null ? sql`true` : sql`+${column} = ${team}`;
}

/** Instances of run `r` in one state, by the index that holds all but successes. */
function selectInstances(columns: SQL, state: SQL, limit: number): SQL {
  return sql`select ${columns} from ${taskInstance} as t indexed by task_instance_by_state
    where t.state = ${state} and t.state <> 'success' and t.run_after = r.run_after and t.team = r.team
      and t.dag_id = r.dag_id and t.run_id = r.run_id limit ${limit}`;
}

function selectFailed({ team, since }: HomeRequest): SQL {
  const columns = sql`t.task_id, t.map_index, t.try_number, t.ended_at, t.reason`;
  const failure = sql`json_array(task_id, map_index, try_number, ended_at, json(reason))`;
  return sql`select ${RUN},
      (select ${failure} from (${selectInstances(columns, sql`'failed'`, LOOKED_AT)}) order by ended_at limit 1) as task,
      (select count(*) from (${selectInstances(sql`1`, sql`'failed'`, LOOKED_AT)})) as "failedTasks",
      exists (select 1 from ${dagRun} as l indexed by dag_run_by_dag where l.team = r.team and l.dag_id = r.dag_id
        and l.run_after > r.run_after and l.state = 'success') as "isRecovered"
    from ${dagRun} as r indexed by dag_run_by_failure
    where r.state = 'failed' and r.ended_at >= ${since} and ${isOfTeam(sql`r.team`, team)}
    order by r.ended_at desc limit ${LISTED}`;
}

function selectActive({ team }: HomeRequest): SQL {
  const states = ["running", "queued", "scheduled", "failed", "up_for_retry", "deferred", "up_for_reschedule"];
  const counts = states.map(
    (state) => sql`${state}, (select count(*) from (${selectInstances(sql`1`, sql`${state}`, 1_000)}))`,
  );
  const list = (state: string) => sql`select * from (select ${RUN},
      (select avg(d) from (select l.ended_at - l.started_at as d from ${dagRun} as l indexed by dag_run_by_dag
        where l.team = r.team and l.dag_id = r.dag_id and l.state = 'success' order by l.run_after desc limit ${USUAL})) as usual,
      json_object(${sql.join(counts, sql`, `)}) as tasks
    from ${dagRun} as r indexed by dag_run_by_state
    where r.state = ${state} and r.state <> 'success' and ${isOfTeam(sql`r.team`, team)}
    order by r.run_after desc limit ${LISTED})`;
  return sql`${list("running")} union all ${list("queued")}`;
}

const DAG = sql`d.team, d.dag_id as "dagId", d.display_name as "displayName", d.next_run_after as "nextRunAfter",
  d.next_logical_date as "nextLogicalDate", d.live_runs as "liveRuns", d.max_active_runs as "maxActiveRuns"`;

/** Sorts the DAGs that have a due instant: `due_at` also moves with work that is no slot, so its order is another. */
function selectDags({ team }: HomeRequest, when: SQL): SQL {
  return sql`select ${DAG} from ${dag} as d indexed by dag_by_due_at where d.due_at is not null and ${when}
    and not d.is_paused and not d.is_stale and ${isOfTeam(sql`d.team`, team)} order by d.next_run_after, d.team, d.dag_id limit ${LISTED}`;
}
function selectOverdue(request: HomeRequest): SQL {
  return selectDags(request, sql`d.next_run_after < ${request.now - LATE}`);
}
function selectNext(request: HomeRequest): SQL {
  return selectDags(request, sql`d.next_run_after >= ${request.now}`);
}

function countDags({ team }: HomeRequest): SQL {
  return sql`select d.team, count(*) as dags, sum(d.is_paused) as paused, sum(d.has_import_errors) as broken
    from ${dag} as d where not d.is_stale and ${isOfTeam(sql`d.team`, team)} group by d.team order by d.team`;
}

/** What is under way counts whenever it was due, what has failed by its end, and a success by when it was due. */
function countRuns({ team, since }: HomeRequest): SQL {
  const succeeded = sql`select r.team, r.state from ${dagRun} as r indexed by dag_run_by_run_after
    where r.run_after >= ${since} and r.state = 'success' and ${isOfTeam(sql`r.team`, team)} limit ${COUNTED}`;
  const failed = sql`select r.team, r.state from ${dagRun} as r indexed by dag_run_by_failure
    where r.state = 'failed' and r.ended_at >= ${since} and ${isOfTeam(sql`r.team`, team)} limit ${COUNTED}`;
  const open = (state: string) => sql`select r.team, r.state from ${dagRun} as r indexed by dag_run_by_state
    where r.state = ${state} and r.state <> 'success' and ${isOfTeam(sql`r.team`, team)} limit ${COUNTED}`;
  return sql`select team, state, count(*) as count from (select * from (${succeeded})
    union all select * from (${failed}) union all select * from (${open("running")}) union all select * from (${open("queued")})) group by team, state`;
}

function countImportErrors({ team }: HomeRequest): SQL {
  return sql`select count(*) as count from ${importError} as e where ${isOfTeam(sql`e.team`, team)}`;
}

function viewFailed({ task, isRecovered, ...row }: Row): FailedRun {
  const found = typeof task === "string" ? (JSON.parse(task) as [string, number, number, number | null, Reason]) : null;
  const [taskId = "", mapIndex = -1, tryNumber = 1, endedAt = null, reason = null] = found ?? [];
  const failure = found === null ? null : { taskId, mapIndex, tryNumber, endedAt, reason };
  return { ...(row as unknown as FailedRun), isRecovered: isRecovered === 1, task: failure };
}

function viewActive({ tasks, ...row }: Row): ActiveRun {
  const counts = Object.entries(JSON.parse(String(tasks)) as Record<string, number>).filter(([, count]) => count > 0);
  return { ...(row as unknown as ActiveRun), tasks: Object.fromEntries(counts) };
}

function joinTeams(dags: readonly Row[], runs: readonly Row[]): TeamCounts[] {
  const names = new Set([...dags, ...runs].map(({ team }) => String(team)));
  return [...names].map((team) => {
    const of = dags.find((row) => row["team"] === team);
    const count = (state: RunState) =>
      Number(runs.find((row) => row["team"] === team && row["state"] === state)?.["count"] ?? 0);
    return {
      team,
      dags: Number(of?.["dags"] ?? 0),
      paused: Number(of?.["paused"] ?? 0),
      broken: Number(of?.["broken"] ?? 0),
      runs: { queued: count("queued"), running: count("running"), success: count("success"), failed: count("failed") },
    };
  });
}
