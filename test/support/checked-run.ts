import assert from "node:assert/strict";
import { advance } from "../../src/core/advance.ts";
import type { Advance } from "../../src/core/advance.ts";
import type { RunEvent } from "../../src/core/event.ts";
import { taskIdOf, taskOf } from "../../src/core/run.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";
import { checkGates } from "./gate-checks.ts";
import { isConsideredLeaf } from "./naive-graph.ts";
import { judgeNaively } from "./naive-verdict.ts";
import { observe } from "./run-checks.ts";
import { nameInstance, TestRun } from "./runs.ts";
import { isKnownWay } from "./transitions.ts";

/** What the engine did to instances during one event, noted as it did it. */
export interface Notes {
  readonly hops: { run: Run; instance: TaskInstance; from: string; to: string; tryNumber: number }[];
  readonly approved: Set<TaskInstance>;
}

const OVER = new Set(["success", "skipped", "failed", "upstream_failed", "removed"]);
const ENDS_OF_TRY = new Set(["success", "skipped", "failed", "up_for_retry"]);

/** A run under test that checks the invariants after every event, and delivers every earlier call once more. */
export class CheckedRun extends TestRun {
  readonly #notes: Notes;
  readonly #calls: RunEvent[] = [];
  readonly #ended = new Set<string>();
  readonly #tries = new Map<string, number>();

  constructor(graph: ConstructorParameters<typeof TestRun>[0], notes: Notes) {
    super(graph);
    this.#notes = notes;
  }

  override send(event: RunEvent): Advance {
    this.#notes.hops.length = 0;
    this.#notes.approved.clear();
    const wasRunning = this.run.state === "running";
    const wasHeld = this.run.held !== null;
    const done = super.send(event);
    this.#checkHops(event);
    if (wasHeld && this.run.held !== null) this.#checkHeld();
    this.#checkEnd(event, wasRunning);
    this.#checkDecisions();
    checkGates(this.run);
    this.#deliverAgain();
    // What is refused only because the run is held may start later.
    if ((event.type === "start" && !wasHeld) || event.type === "finish") this.#calls.push(event);
    return done;
  }

  /** Only known ways, one outcome a try, and tries that rise by one, and only when a new one begins. */
  #checkHops({ type }: RunEvent): void {
    for (const { run, instance, from, to, tryNumber } of this.#notes.hops) {
      if (run !== this.run) continue;
      const name = `${instance.task}[${Math.max(0, instance.mapIndex)}]`;
      assert.ok(from === to || isKnownWay(from, to), `${name} went from ${from} to ${to}`);
      if (type !== "clear" && type !== "mark")
        assert.ok(
          !OVER.has(from) || `${from} ${to}` === "upstream_failed skipped",
          `${name} was ${from}, and became ${to}`,
        );
      if (from === "running" && ENDS_OF_TRY.has(to)) {
        const committed = `${name} ${tryNumber}`;
        assert.ok(!this.#ended.has(committed), `${committed} has two outcomes`);
        this.#ended.add(committed);
      }
      const isNewTry = to === "scheduled" && (from === "none" || from === "up_for_retry");
      assert.equal(tryNumber, (this.#tries.get(name) ?? 0) + Number(isNewTry), `tries of ${name} at ${from} → ${to}`);
      this.#tries.set(name, tryNumber);
      assert.ok(tryNumber <= instance.maxTries + 1, `${name} is tried ${tryNumber} times of ${instance.maxTries + 1}`);
      if (from === "none" && to === "scheduled")
        assert.ok(this.#notes.approved.has(instance), `${name} was started without a verdict`);
    }
  }

  /** Nothing of a run that is held is sent, or starts. */
  #checkHeld(): void {
    const started = this.#notes.hops.filter(({ run, to }) => run === this.run && (to === "queued" || to === "running"));
    assert.deepEqual(
      started.map(({ from, to }) => `${from} ${to}`),
      [],
      "something started while the run was held",
    );
  }

  /** A run ends exactly when all its instances have, in the state of its leaves or the one decided for it. */
  #checkEnd({ type }: RunEvent, wasRunning: boolean): void {
    const { run } = this;
    const all = run.tasks.flatMap((task) => task.instances);
    const isOver = all.every(({ status }) => OVER.has(status.state));
    if (run.state === "running") assert.ok(!isOver, "all instances are over, and the run goes on");
    if (run.state !== "running" && run.state !== "queued")
      assert.ok(isOver, `the run is ${run.state}, and not all instances are over`);
    const limit = run.topology.graph.maxActiveTasks ?? all.length;
    assert.ok(run.inFlight <= limit, `${run.inFlight} instances are in flight, of ${limit}`);
    if (wasRunning && isOver && run.state !== "queued")
      assert.equal(run.state, run.verdict?.state ?? decideNaively(run), `after ${type}`);
  }

  /** Nothing that the rules would decide is left undecided. */
  #checkDecisions(): void {
    if (this.run.state !== "running") return;
    for (const instance of this.run.tasks.flatMap((task) => task.instances)) {
      if (instance.status.state !== "none") continue;
      assert.equal(judgeNaively(this.run, instance), "wait", `${nameInstance(this.run, instance)} was overlooked`);
    }
  }

  /** Every call that was answered once changes nothing any more. */
  #deliverAgain(): void {
    const before = observe(this.run);
    for (const [index, call] of this.#calls.entries()) {
      assert.equal(
        advance(this.run, call, this.now, `again-${index}`).batch,
        null,
        `${call.type} ${index} changed something again`,
      );
    }
    assert.deepEqual(observe(this.run), before);
  }
}

function decideNaively(run: Run): string {
  const leaves = run.tasks.filter(({ place }) => isConsideredLeaf(run.topology.graph, place.node.id));
  const states = leaves.flatMap((task) => task.instances.map(({ status }) => status.state));
  return states.some((state) => state === "failed" || state === "upstream_failed") ? "failed" : "success";
}

/** Lets a run come to its end: everything is started and succeeds, every event comes, time passes. */
export function finishFairly(test: TestRun, next: (instance: TaskInstance) => RunEvent[]): void {
  for (let round = 0; round < 200 && (test.run.state === "running" || test.run.state === "queued"); round += 1) {
    test.send({ type: "admit" });
    test.send({ type: "hold", isHeld: false, by: "ann" });
    for (const answer of answerFairly(test)) test.send(answer);
    const queued = listNames(test, "queued");
    if (queued.length > 0) test.start(queued, "fair");
    for (const name of listNames(test, "running")) {
      const instance = test.instance(name);
      for (const event of next(instance)) test.send(event);
    }
    test.send({ type: "signal", event: "e" });
    test.now = Math.max(test.now, test.nextDue ?? 0);
    test.send({ type: "due" });
  }
  assert.ok(test.run.state === "success" || test.run.state === "failed", `the run is still ${test.run.state}`);
}

/** Every gate lets everybody through who stands at it, of whatever others have refused. */
function answerFairly({ run }: TestRun): RunEvent[] {
  return [...run.gates.byName.values()].map(({ name, wanting }) => ({
    type: "grant" as const,
    gate: name,
    granted: [...wanting].map((instance) => ({ taskId: taskIdOf(run, instance), mapIndex: instance.mapIndex })),
    window: 4,
  }));
}

function listNames(test: TestRun, state: string): string[] {
  return Object.entries(test.states).flatMap(([name, other]) => (other === state ? [name] : []));
}

export function succeedFairly(test: TestRun, instance: TaskInstance): RunEvent[] {
  const { kind, arms } = taskOf(test.run, instance.task).place.node;
  if (instance.status.state !== "running") return [];
  const decision =
    kind === "branch"
      ? ({ kind, labels: Object.keys(arms ?? {}) } as const)
      : ({ kind: "short_circuit", proceed: true } as const);
  const outcome =
    kind === "branch" || kind === "short_circuit"
      ? ({ type: "success", decision } as const)
      : ({ type: "success" } as const);
  const finishes = [
    { ...test.attempt(nameInstance(test.run, instance)), outcome, output: { isPushed: true, length: 2 } },
  ];
  return [{ type: "finish", carrier: instance.status.carrier, finishes, take: 0, accepts: [], holding: null }];
}
