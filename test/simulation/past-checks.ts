import { taskIdOf, taskOf } from "../../src/core/run.ts";
import { isPastDone } from "../../src/core/past.ts";
import { nameRunObject } from "../../src/core/ids.ts";
import type { RunIdentity } from "../../src/core/protocol.ts";
import type { World } from "../support/world/world.ts";
import type { Shadow, Step } from "./shadow.ts";
import type { Violations } from "./violation.ts";

const STARTED: ReadonlySet<string> = new Set(["scheduled", "queued", "running", "success"]);
const BY_HAND: ReadonlySet<string> = new Set(["clear", "mark", "cancel", "adopt"]);

/**
 * No task begins while the run before has it open. What the run before said once counts until the task itself is put
 * back; so a task may begin that was open again meanwhile, but never one that has not been over since it could ask.
 */
export class PastWatch {
  readonly #violations: Violations;
  /** By run: since when it could ask; and by run and task, when it was last seen to be over. */
  readonly #since = new Map<string, number>();
  readonly #over = new Map<string, number>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  follow(world: World, shadows: ReadonlyMap<string, Shadow>, step: Step): void {
    const { shadow, transitions, batch, stateBefore } = step;
    const { run, name } = shadow;
    if (run.topology.pastTasks.length === 0) return;
    if (!this.#since.has(name)) this.#since.set(name, world.loop.now);
    if (BY_HAND.has(batch.cause) || (stateBefore === "queued" && run.state === "running"))
      this.#since.set(name, world.loop.now);
    this.#noteOver(world, shadow);
    for (const { instance, from, to } of transitions) {
      const { node } = taskOf(run, instance.task).place;
      const isBound = node.dependsOnPast === true || node.waitForDownstream === true;
      if (!isBound || from.state !== "none" || !STARTED.has(to.state) || BY_HAND.has(batch.cause)) continue;
      this.#check(world, shadows, shadow, taskIdOf(run, instance));
    }
  }

  /** What is over now was over until now: asked for before each change. */
  #noteOver(world: World, { run, name }: Shadow): void {
    for (const task of run.tasks) if (isPastDone(task)) this.#over.set(`${name} ${task.place.node.id}`, world.loop.now);
  }

  #check(world: World, shadows: ReadonlyMap<string, Shadow>, shadow: Shadow, taskId: string): void {
    const before = findPrevious(world, shadow);
    const previous = before === null ? undefined : shadows.get(nameRunObject(before));
    // A run that is new, or gone, was not what was asked.
    if (previous === undefined) return;
    const since = this.#since.get(shadow.name) ?? 0;
    const made = this.#since.get(previous.name) ?? 0;
    const task = previous.run.topology.indexOf.get(taskId);
    if (task === undefined || isPastDone(taskOf(previous.run, task)) || made >= since) return;
    const over = this.#over.get(`${previous.name} ${taskId}`) ?? -Infinity;
    const states = taskOf(previous.run, task).instances.map(({ status }) => status.state);
    this.#violations.demand(
      over >= since,
      "past",
      () => `${shadow.name} ${taskId} begins, in ${previous.name} it is ${states.join()}`,
    );
  }
}

/** The run before, as the DAG has it now. */
export function findPrevious(world: World, { run }: Shadow): RunIdentity | null {
  const { identity } = run;
  if (identity.logicalDate === null) return null;
  const { sql } = world.dag(identity);
  const { backfillId = null } = identity;
  if (backfillId !== null) {
    const query = "select 1 from backfill_slot where logical_date < ? and backfill_id = ? and action <> 'left' limit 1";
    if (sql.exec(query, identity.logicalDate, backfillId).length === 0) return null;
  }
  const [row] = sql.exec(
    `select identity from run where logical_date < ? and stage not in ('deleted', 'gone') and (run_type <> 'manual' or ?)
       order by logical_date desc limit 1`,
    identity.logicalDate,
    run.topology.graph.catchup ? 0 : 1,
  );
  return row === undefined ? null : (JSON.parse(String(row["identity"])) as RunIdentity);
}
