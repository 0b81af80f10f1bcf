import { findNextDue } from "../../src/core/due.ts";
import { isRunEnded } from "../../src/core/state.ts";
import type { AnyActor } from "../support/world/actor.ts";
import type { Writes } from "../support/world/writes.ts";
import type { World } from "../support/world/world.ts";
import type { TaskMessage } from "../../src/core/protocol.ts";
import type { Shadow, Step } from "./shadow.ts";
import type { Violations } from "./violation.ts";

/*
 * Two mechanisms often see to one thing: an alarm at its time, the sweep within minutes; a word at once, a question
 * later. That the slow one works shows at the end. That the quick one does shows here, while nothing goes wrong.
 */

/** While nothing goes wrong, what is due is done within this. Milliseconds. */
const PROMPT = 5_000;

/** L5: what is due waits for no sweep. Called with the run as it was before it stirred. */
export function checkDue(world: World, calmSince: number, { run, name }: Shadow, violations: Violations): void {
  const due = isRunEnded(run.state) ? null : findNextDue(run);
  const { now } = world.loop;
  const isLate = due !== null && due >= calmSince && now - due > PROMPT;
  violations.demand(!isLate, "L5", () => `${name} had something due at ${due}, and stirred at ${now}`);
}

/** L5: the place of a run that has ended is free at once. Called when it ends. */
export function expectFreePlace(world: World, shadow: Shadow, violations: Violations): void {
  const { identity, seq } = shadow.run;
  world.loop.after(PROMPT, null, () => {
    if (shadow.run.seq !== seq) return;
    const [row] = world.dag(identity).sql.exec("select stage from run where run_id = ?", identity.runId);
    violations.demand(row?.["stage"] !== "live", "L5", () => `${shadow.name} has ended, and its DAG was not told`);
  });
}

/** L5: what lay in queues while its run was held is sent again when it goes on. */
export class Sendings {
  readonly #violations: Violations;
  #sent = new Set<string>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  note(messages: readonly TaskMessage[]): void {
    for (const { run, taskId, mapIndex, token } of messages) this.#sent.add(`${run} ${taskId} ${mapIndex} ${token}`);
  }

  expect(world: World, { shadow, batch }: Step): void {
    const { run, name } = shadow;
    if (batch.cause !== "hold" || run.held !== null) return;
    for (const { place, instances } of run.tasks) {
      for (const instance of instances) {
        const { status } = instance;
        // One that is called directly goes by no queue.
        if (status.state !== "queued" || place.node.executor === "direct") continue;
        const key = `${name} ${place.node.id} ${instance.mapIndex} ${status.token}`;
        this.#sent.delete(key);
        world.loop.after(PROMPT, null, () => {
          const isOpen = instance.status === status && run.held === null && shadow.run === run;
          this.#violations.demand(
            !isOpen || this.#sent.has(key),
            "L5",
            () => `${key} was not sent when its run went on`,
          );
        });
      }
    }
  }
}

/** I8: a slot's run is kept together with how far the schedule has come, and that only moves on. */
export class SlotCursors {
  readonly #cursors = new Map<string, number>();

  check(actor: AnyActor, writes: Writes, violations: Violations): void {
    const before = this.#cursors.get(actor.name) ?? -Infinity;
    const cursors = writes.filter(([query]) => query.startsWith("insert into dag ")).map(readCursor);
    const now = cursors.at(-1) ?? (cursors.length === 0 ? before : -Infinity);
    violations.demand(now >= before, "I8", () => `${actor.name} goes back behind slot ${before}`);
    const isSlotMade = writes.some(([query, row]) => query.startsWith("insert into run ") && row.includes("scheduled"));
    violations.demand(
      !isSlotMade || now > -Infinity,
      "I8",
      () => `${actor.name} made a slot's run, and did not note the slot`,
    );
    this.#cursors.set(actor.name, now);
  }
}

function readCursor([query, bindings]: Writes[number]): number | null {
  const columns = /\(([^)]*)\)/.exec(query)?.[1]?.split(/\s*,\s*/) ?? [];
  // The row's id stands in the statement itself.
  const value = bindings[columns.indexOf("slot_start") - 1];
  return typeof value === "number" ? value : null;
}
