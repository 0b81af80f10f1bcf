/**
 * Identity is (team, id), in every object name, table key and token. A DAG of the default team is known outside by its
 * id alone, any other by `team.id`; a DAG id therefore holds no dot.
 */
export const DEFAULT_TEAM = "default";
/** The pool of every task that names none. */
export const DEFAULT_POOL = "default_pool";

export interface DagKey {
  readonly team: string;
  readonly dagId: string;
}
export interface RunKey extends DagKey {
  readonly runId: string;
}
/** One task instance of a run; an unmapped one has map index -1. */
export interface InstanceKey {
  readonly taskId: string;
  readonly mapIndex: number;
}

const ID = /^[A-Za-z0-9_-]{1,200}$/;

export function isDagId(text: string): boolean {
  return ID.test(text);
}

/** A task id may carry its groups before it, parted by dots. */
export function isTaskId(text: string): boolean {
  return text.length <= 250 && text.split(".").every((part) => ID.test(part));
}

/** A run id is the caller's: any text without control characters or a slash, at most 250 long. */
export function isRunId(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused
  return text.length > 0 && text.length <= 250 && !/[\u0000-\u001f\u007f/]/.test(text);
}

export function formatDagId(key: DagKey): string {
  return key.team === DEFAULT_TEAM ? key.dagId : `${key.team}.${key.dagId}`;
}

/** The inverse of `formatDagId`; null when the text can be no DAG's id. */
export function parseDagId(text: string): DagKey | null {
  const parts = text.split(".");
  const [first, second] = parts;
  if (first === undefined || !isDagId(first) || parts.length > 2) return null;
  if (second === undefined) return { team: DEFAULT_TEAM, dagId: first };
  return isDagId(second) && first !== DEFAULT_TEAM ? { team: first, dagId: second } : null;
}

/** Names of Durable Objects. They never change once released. */
export function nameDagObject(key: DagKey): string {
  return `${key.team}/${key.dagId}`;
}
export function nameRunObject(key: RunKey): string {
  return `${key.team}/${key.dagId}/${key.runId}`;
}
export function namePoolObject(team: string, pool: string): string {
  return `${team}/${pool}`;
}
export function parseDagObject(name: string): DagKey {
  const [team = "", dagId = ""] = name.split("/");
  return { team, dagId };
}
export function parseRunObject(name: string): RunKey {
  const [team = "", dagId = "", ...rest] = name.split("/");
  return { team, dagId, runId: rest.join("/") };
}

/** Where everything of one run lies in R2. */
export function prefixOfRun(key: RunKey): string {
  return `runs/${key.team}/${key.dagId}/${encodeURIComponent(key.runId)}/`;
}

/** The run of which `prefixOfRun` is the beginning of a path; null when it is none's. */
export function parseRunPrefix(path: string): RunKey | null {
  const [runs, team = "", dagId = "", run = "", ...rest] = path.split("/");
  if (runs !== "runs" || run === "" || rest.length === 0) return null;
  return { team, dagId, runId: decodeURIComponent(run) };
}

/** What author code may use to make a side effect idempotent: one per (run, task, map index, try). */
export function formatIdempotencyKey(key: RunKey & InstanceKey, tryNumber: number): string {
  return `${key.team}/${key.dagId}/${key.runId}/${key.taskId}/${key.mapIndex}/${tryNumber}`;
}

/** Airflow's generated run ids: the type, two underscores, and run_after as ISO 8601 with an offset. */
export function formatRunId(runType: string, runAfter: number, suffix = ""): string {
  const iso = new Date(runAfter)
    .toISOString()
    .replace(/\.000Z$/, "+00:00")
    .replace(/(\.\d{3})Z$/, "$1000+00:00");
  return `${runType}__${iso}${suffix === "" ? "" : `_${suffix}`}`;
}
