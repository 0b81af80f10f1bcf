import type { BackfillSpec } from "../../src/core/backfill.ts";
import type { Batch } from "../../src/core/batch.ts";
import { findNextDue } from "../../src/core/due.ts";
import { formatIdempotencyKey, nameDagObject, nameRunObject, parseDagObject } from "../../src/core/ids.ts";
import { LEASE } from "../../src/core/limits.ts";
import type { CreateRun } from "../../src/core/objects.ts";
import type { AttemptFinish, FinishReply, FinishRequest, RunIdentity, TaskMessage } from "../../src/core/protocol.ts";
import { isRunEnded } from "../../src/core/state.ts";
import { findInstance } from "../../src/core/run.ts";
import type { AnyActor } from "../support/world/actor.ts";
import type { Writes } from "../support/world/writes.ts";
import type { AuthorStart } from "../support/world/author.ts";
import type { Watcher } from "../support/world/watcher.ts";
import type { World } from "../support/world/world.ts";
import { checkDue, expectFreePlace, Sendings, SlotCursors } from "./prompt-checks.ts";
import { readRunWrites, Shadow } from "./shadow.ts";
import type { RunWrites, Step } from "./shadow.ts";
import { BulkWatch } from "./bulk-checks.ts";
import { DagWatch } from "./dag-checks.ts";
import { GateBooks } from "./gate-checks.ts";
import { PastWatch } from "./past-checks.ts";
import { checkStep, noteFences } from "./step-checks.ts";
import { Violations } from "./violation.ts";

export interface ExpectedLog {
  readonly shadow: Shadow;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
  readonly lines: readonly string[];
}

/** Watches everything that is stored, and every start and commit of author code; says what must hold and did not. */
export class Checker implements Watcher {
  readonly violations = new Violations();
  readonly shadows = new Map<string, Shadow>();
  /** Starts of author code by idempotency key, and the keys whose outcome was committed as a success. */
  readonly starts = new Map<string, number>();
  readonly commits = new Set<string>();
  readonly #outcomes = new Map<string, Set<string>>();
  readonly #gates = new GateBooks(this.violations);
  readonly #sendings = new Sendings(this.violations);
  readonly #past = new PastWatch(this.violations);
  readonly #bulks = new BulkWatch(this.violations);
  readonly #dags = new DagWatch(this.violations, this.#bulks);
  readonly #cursors = new SlotCursors();
  readonly #erased = new Set<string>();
  /** What attempts have logged, by idempotency key: one list for each time that author code began. */
  readonly said = new Map<string, (readonly string[])[]>();
  /** What accepted attempts must be found to have logged. */
  readonly logs = new Map<string, ExpectedLog>();
  /** Outcomes that a run's object has taken in an event that may not be kept yet. */
  readonly #accepted: { readonly shadow: Shadow; readonly finish: AttemptFinish; readonly event: number }[] = [];
  /** Since when nothing goes wrong. */
  calmSince = Infinity;
  #world: World | null = null;
  /** Told of every run that has just ended. */
  onEnd: (run: Shadow) => void = () => undefined;

  watch(world: World): void {
    this.#world = world;
  }

  keep(actor: AnyActor, writes: Writes): void {
    if (this.#world?.dagActors.has(actor.name) === true) {
      this.#cursors.check(actor, writes, this.violations);
      this.#dags.keep(this.#world, parseDagObject(actor.name), actor, writes);
    }
    if (this.#world !== null) this.#gates.keep(this.#world, actor, writes);
    const shadow = this.shadows.get(actor.name);
    if (shadow !== undefined && this.#world !== null && this.#world.loop.now > this.calmSince)
      checkDue(this.#world, this.calmSince, shadow, this.violations);
    if (writes.length > 0 && this.#isRun(actor)) this.#take(actor, shadow, readRunWrites(writes));
    this.#commit(actor);
    const now = this.shadows.get(actor.name);
    if (now !== undefined && this.#isRun(actor)) this.#checkAlarm(actor, now);
  }

  #isRun(actor: AnyActor): boolean {
    return this.#world?.runActors.has(actor.name) ?? false;
  }

  #take(actor: AnyActor, before: Shadow | undefined, writes: RunWrites): void {
    let shadow = before;
    if (writes.header !== null) {
      // A run that has done nothing yet may be made anew, of what is deployed when it is admitted.
      const isUntouched = before === undefined || (before.run.seq === 1 && before.run.state === "queued");
      this.violations.demand(isUntouched, "create", () => `${actor.name} was made twice`);
      const isFirst = !this.#erased.has(actor.name) && !this.#isGone(writes.header.identity);
      this.violations.demand(isFirst, "deleted", () => `${actor.name} was deleted and is made again`);
      shadow = new Shadow(actor.name, writes.header, writes.batches[0]?.at ?? 0);
      if (before !== undefined) shadow.continue(before);
      this.shadows.set(actor.name, shadow);
      this.#outcomes.set(actor.name, new Set());
      this.#checkNew(shadow);
    }
    if (shadow === undefined) return;
    for (const [name, value] of writes.marks) shadow.marks.set(name, value);
    this.#bulks.keep(actor.name, writes.marks);
    for (const batch of writes.batches) {
      const expected = shadow.run.seq + 1;
      this.violations.demand(batch.seq === expected, "I2", () => `${actor.name}: row ${batch.seq}, not ${expected}`);
      const era = writes.eras.get(batch.seq);
      if (era === undefined) this.#follow(shadow.apply(batch));
      else this.#rebase(shadow, era, batch);
    }
    if (!writes.isErased) return;
    this.#erased.add(actor.name);
    this.#forget(shadow);
  }

  /** The run goes on on another version: what it holds there is checked, too. */
  #rebase(shadow: Shadow, header: CreateRun, batch: Batch): void {
    const before = shadow.run;
    shadow.rebase(header, batch);
    noteFences(before, shadow.run, this.#outcomes.get(shadow.name) ?? new Set());
    this.#gates.rebase(shadow);
    this.#checkVersion(shadow);
  }

  #follow(step: Step): void {
    const { shadow } = step;
    checkStep(step, this.#outcomes.get(shadow.name) ?? new Set(), this.violations);
    this.#gates.follow(this.#world, step);
    if (this.#world !== null) this.#past.follow(this.#world, this.shadows, step);
    if (this.#world !== null && this.#world.loop.now > this.calmSince) this.#sendings.expect(this.#world, step);
    this.#checkRoom(shadow);
    if (isRunEnded(shadow.run.state) && !isRunEnded(step.stateBefore)) this.#end(shadow);
    // A queued run that somebody cancels goes on at once, for its teardowns alone.
    const isAdmitted = step.stateBefore === "queued" && step.batch.cause !== "cancel";
    if (shadow.run.state === "running" && isAdmitted) this.#checkAdmission(shadow);
  }

  #end(shadow: Shadow): void {
    this.onEnd(shadow);
    if (this.#world === null || this.#world.loop.now < this.calmSince) return;
    expectFreePlace(this.#world, shadow, this.violations);
  }

  /** I7: max_active_tasks. */
  #checkRoom({ run, name }: Shadow): void {
    const limit = run.topology.graph.maxActiveTasks ?? Infinity;
    this.violations.demand(run.inFlight <= limit, "I7", () => `${name} has ${run.inFlight} of ${limit} in flight`);
  }

  /** I7: max_active_runs, of the DAG for its own runs, and of a backfill for its. */
  #checkAdmission({ run, name }: Shadow): void {
    const dag = nameDagObject(run.identity);
    const { backfillId } = run.identity;
    const running = [...this.shadows.values()].filter(
      ({ run: other }) =>
        other.state === "running" &&
        other.verdict === null &&
        other.identity.backfillId === backfillId &&
        nameDagObject(other.identity) === dag,
    );
    const limit = this.#findLimit(run.identity);
    if (running.length <= limit) return;
    const counted = running.filter((other) => !this.#isDeleted(other));
    this.violations.demand(counted.length <= limit, "I7", () => `${name}: ${counted.length} of ${limit} runs`);
  }

  #findLimit(identity: RunIdentity): number {
    const { backfillId } = identity;
    if (backfillId === undefined) return this.#world?.deployment.find(identity)?.graph.maxActiveRuns ?? 0;
    const [row] = this.#world?.dag(identity).sql.exec("select spec from backfill where id = ?", backfillId) ?? [];
    return row === undefined ? 0 : (JSON.parse(String(row["spec"])) as BackfillSpec).maxActiveRuns;
  }

  /** A run that somebody deletes gives up its place before the last of it is gone. */
  #isDeleted({ run: { identity } }: Shadow): boolean {
    return this.#readStage(identity) === "deleted" || this.#isGone(identity);
  }

  /** Deleted to the end, be it that nothing of it was made yet. */
  #isGone(identity: RunIdentity): boolean {
    return this.#readStage(identity) === "gone";
  }

  #readStage(identity: RunIdentity): unknown {
    const dag = this.#world?.dag(identity);
    if (dag === undefined || dag.sql.isEmpty()) return undefined;
    return dag.sql.exec("select stage from run where run_id = ?", identity.runId)[0]?.["stage"];
  }

  /** I8: one run a slot; and a run is made of the graph that it names. */
  #checkNew({ header, name }: Shadow): void {
    const { identity } = header;
    for (const other of this.shadows.values()) {
      if (other.name === name || nameDagObject(other.header.identity) !== nameDagObject(identity)) continue;
      const isSame = identity.logicalDate !== null && other.header.identity.logicalDate === identity.logicalDate;
      this.violations.demand(!isSame, "I8", () => `${name} and ${other.name} are for one logical date`);
    }
    this.#checkVersion({ header, name });
  }

  #checkVersion({ header, name }: Pick<Shadow, "header" | "name">): void {
    const { identity } = header;
    const version = /#(\d+)$/.exec(identity.graphHash)?.[1];
    const isOwn = header.graph.description === `version ${version}`;
    this.violations.demand(
      isOwn,
      "version",
      () => `${name} names ${identity.graphHash}, has ${header.graph.description}`,
    );
  }

  #forget(shadow: Shadow): void {
    this.#gates.forget(shadow);
    this.shadows.delete(shadow.name);
  }

  /** I14: what is not at rest has an alarm, no later than the first thing that is due. */
  #checkAlarm(actor: AnyActor, shadow: Shadow): void {
    const isExcused = actor.isAlarmUnderWay || actor.isAlarmLost || actor.hasJumped;
    if (shadow.isAtRest() || isExcused || this.#world === null) return;
    const now = Math.max(actor.now, shadow.at);
    const latest = Math.max(now, Math.min(findNextDue(shadow.run) ?? Infinity, now + LEASE));
    const isArmed = actor.alarm !== null && actor.alarm <= latest;
    const { name } = actor;
    this.violations.demand(isArmed, "I14", () => `${name}: alarm ${actor.alarm}, due ${latest}, now ${now}`);
  }

  send(messages: readonly TaskMessage[]): void {
    this.#sendings.note(messages);
  }

  startAuthor({ ctx, input, said }: AuthorStart): void {
    this.said.set(ctx.idempotencyKey, [...(this.said.get(ctx.idempotencyKey) ?? []), said]);
    this.starts.set(ctx.idempotencyKey, (this.starts.get(ctx.idempotencyKey) ?? 0) + 1);
    for (const stamp of findStamps(input)) {
      this.violations.demand(this.commits.has(stamp), "I11", () => `${ctx.idempotencyKey} was given ${stamp}`);
    }
  }

  /** I2: only the holder of an instance, under its current token, commits. */
  finish(name: string, request: FinishRequest): (reply: FinishReply | null) => void {
    const shadow = this.shadows.get(name);
    const held = request.finishes.map(({ taskId, mapIndex, token }) => {
      const status = shadow === undefined ? undefined : findInstance(shadow.run, taskId, mapIndex)?.status;
      return status?.state === "running" && status.token === token && status.carrier === request.carrier;
    });
    return (reply) => {
      if (reply === null || shadow === undefined) return;
      request.finishes.forEach((finish, index) => {
        const { taskId, mapIndex } = finish;
        const isStale = reply.stale.some((key) => key.taskId === taskId && key.mapIndex === mapIndex);
        if (isStale) return;
        this.violations.demand(
          held[index] === true,
          "I2",
          () => `${name} took ${taskId}[${mapIndex}] from a stale hand`,
        );
        this.#accepted.push({ shadow, finish, event: this.#world?.loop.happened ?? 0 });
      });
    };
  }

  /** An outcome counts when its event is kept. */
  #commit(actor: AnyActor): void {
    const accepted = this.#accepted.splice(0);
    for (const { shadow, finish, event } of accepted) {
      if (shadow.name !== actor.name || event !== this.#world?.loop.happened) continue;
      const { taskId, mapIndex, tryNumber, outcome } = finish;
      const key = formatIdempotencyKey({ ...shadow.run.identity, taskId, mapIndex }, tryNumber);
      if (outcome.type === "success") this.commits.add(key);
      // Author code that is not waited for may log on.
      const isWaitedFor = outcome.type !== "fail" || outcome.reason.code !== "execution_timeout";
      const lines = this.said.get(key)?.flat() ?? [];
      if (isWaitedFor && lines.length > 0) this.logs.set(key, { shadow, taskId, mapIndex, tryNumber, lines });
    }
  }

  findShadow(key: { team: string; dagId: string; runId: string }): Shadow | undefined {
    return this.shadows.get(nameRunObject(key));
  }
}

function findStamps(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("stamp" in value && typeof value.stamp === "string") return [value.stamp];
  return Object.values(value).flatMap(findStamps);
}
