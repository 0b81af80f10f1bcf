import type { Run, RunTask } from "./run.ts";
import type { TaskState } from "./state.ts";

/**
 * All tasks' states of one run in few bytes, for a grid of many runs: a letter a task in the order of its graph, each with
 * how often it stands in a row when that is more than once ("s250fu9"). A mapped task's letter is that of its gravest
 * instance; behind a bar each follow the mapped tasks' own counts, by place ("|3:s98f2").
 */
export const STATE_LETTERS: Readonly<Record<TaskState, string>> = {
  none: "n",
  scheduled: "c",
  queued: "q",
  running: "r",
  success: "s",
  restarting: "e",
  failed: "f",
  up_for_retry: "y",
  up_for_reschedule: "h",
  upstream_failed: "u",
  skipped: "k",
  removed: "x",
  deferred: "d",
  awaiting_input: "a",
};

/** The letter of a task that a run's version does not have. */
export const NO_TASK = ".";

/** Which state speaks for many, the first that occurs. Source: state_priority of Airflow's grid. */
const GRAVEST: readonly TaskState[] = [
  "failed",
  "upstream_failed",
  "up_for_retry",
  "up_for_reschedule",
  "queued",
  "scheduled",
  "awaiting_input",
  "deferred",
  "running",
  "restarting",
  "none",
  "success",
  "skipped",
  "removed",
];

/** Counts of one task's instances by the letter of their state. */
export type LetterCounts = Readonly<Record<string, number>>;

export interface Cells {
  /** One letter a task. */
  readonly letters: readonly string[];
  /** By the place of the task. */
  readonly mapped: ReadonlyMap<number, LetterCounts>;
}

/** The state that stands for many; null for none of all. */
export function pickGravest(has: (state: TaskState) => boolean): TaskState | null {
  return GRAVEST.find(has) ?? null;
}

/** The tasks of the version the run is of; those that vanished from it are left out. */
export function packRun(run: Run): string {
  const tasks = run.tasks.filter(({ place }) => place.node.isRemoved !== true);
  const mapped = tasks.flatMap((task, at) => (task.place.expand === null ? [] : [[at, countLetters(task)] as const]));
  return packCells({ letters: tasks.map(letterOf), mapped: new Map(mapped) });
}

function letterOf({ byState }: RunTask): string {
  const state = pickGravest((one) => (byState.get(one) ?? 0) > 0);
  return state === null ? NO_TASK : STATE_LETTERS[state];
}

function countLetters({ byState }: RunTask): LetterCounts {
  const counts = [...byState].filter(([, count]) => count > 0);
  return Object.fromEntries(counts.map(([state, count]) => [STATE_LETTERS[state], count]));
}

export function packCells({ letters, mapped }: Cells): string {
  const counts = [...mapped].map(([at, byLetter]) => {
    const parts = Object.entries(byLetter).map(([letter, count]) => formatRepeat(letter, count));
    return `|${at}:${parts.join("")}`;
  });
  return packLetters(letters) + counts.join("");
}

function packLetters(letters: readonly string[]): string {
  const parts: string[] = [];
  for (let at = 0; at < letters.length;) {
    const letter = letters[at] ?? NO_TASK;
    let end = at + 1;
    while (letters[end] === letter) end += 1;
    parts.push(formatRepeat(letter, end - at));
    at = end;
  }
  return parts.join("");
}

function formatRepeat(letter: string, count: number): string {
  return count === 1 ? letter : `${letter}${count}`;
}

/** The inverse of `packCells`. */
export function unpackCells(text: string): Cells {
  const [first = "", ...rest] = text.split("|");
  const letters = readRepeats(first).flatMap(([letter, count]) => Array.from({ length: count }, () => letter));
  const mapped = rest.map((part): [number, LetterCounts] => {
    const [at = "", counts = ""] = part.split(":");
    return [Number(at), Object.fromEntries(readRepeats(counts))];
  });
  return { letters, mapped: new Map(mapped) };
}

function readRepeats(text: string): [letter: string, count: number][] {
  return [...text.matchAll(/([a-z.])(\d*)/g)].map(([, letter = NO_TASK, count]) => [letter, Number(count || 1)]);
}

/** The same cells in another order: `order` gives each new place the old one, or -1 for a task that was not there. */
export function reorderCells({ letters, mapped }: Cells, order: readonly number[]): Cells {
  const moved = order.flatMap((from, to) => {
    const counts = mapped.get(from);
    return counts === undefined ? [] : [[to, counts] as const];
  });
  return { letters: order.map((from) => letters[from] ?? NO_TASK), mapped: new Map(moved) };
}
