import type { Advance } from "../core/advance.ts";
import type { RunKey } from "../core/ids.ts";
import { decidePast, isPastDone, listPastQuestions } from "../core/past.ts";
import type { PastAnswer } from "../core/past.ts";
import { taskOf } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import type { RunPeers } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";

/** A run's dealings with the runs before and after it. What was asked in vain, or is not yet so, the alarm asks again. */
export class RunPast {
  readonly #peers: RunPeers;
  #asking: Promise<void> | null = null;

  constructor(peers: RunPeers) {
    this.#peers = peers;
  }

  /** Asks what is not known yet, and lets the run after know when a task has come to its end, or left it. */
  async follow(engine: RunAccess, result: Advance): Promise<void> {
    const run = engine.load();
    if (run === null) return;
    if (listPastQuestions(run, false).length > 0) await this.ask(engine, false);
    if (hasMoved(run, result)) await this.#peers.pastMoved(keyOf(run));
  }

  /** One question at a time. */
  async ask(engine: RunAccess, isAgain: boolean): Promise<void> {
    while (this.#asking !== null) await this.#asking.catch(() => undefined);
    this.#asking = this.#askOnce(engine, isAgain).finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  async #askOnce(engine: RunAccess, isAgain: boolean): Promise<void> {
    const run = engine.load();
    const taskIds = run === null ? [] : listPastQuestions(run, isAgain);
    if (run === null || taskIds.length === 0) return;
    const { catchup } = run.topology.graph;
    const { previous, known } = await this.#peers.askPast(keyOf(run), { v: 1, taskIds, isScheduledOnly: catchup });
    const answers = taskIds.flatMap((taskId): PastAnswer[] => {
      const node = run.topology.tasks[run.topology.indexOf.get(taskId) ?? -1]?.node;
      return node === undefined ? [] : [{ taskId, reason: decidePast(node, previous, !known.includes(taskId)) }];
    });
    engine.apply({ type: "past", answers });
  }
}

/** Whether something that the run after may wait for is over now, or is so no more. */
function hasMoved(run: Run, { batch }: Advance): boolean {
  if (batch === null || run.topology.pastTasks.length === 0) return false;
  const watched = new Set(
    run.topology.pastTasks.flatMap((index) => {
      const { node, down } = taskOf(run, index).place;
      return node.waitForDownstream === true ? [index, ...down] : [index];
    }),
  );
  return batch.changes.some(({ status, instances }) => {
    const isBack = status.state === "none";
    return instances.some(([task]) => watched.has(task) && (isBack || isPastDone(taskOf(run, task))));
  });
}

function keyOf({ identity: { team, dagId, runId } }: Run): RunKey {
  return { team, dagId, runId };
}
