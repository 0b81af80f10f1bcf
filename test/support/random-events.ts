import fc from "fast-check";
import type { RunEvent } from "../../src/core/event.ts";
import type { Outcome } from "../../src/core/protocol.ts";
import { taskIdOf, taskOf } from "../../src/core/run.ts";
import type { Output, Run, TaskInstance } from "../../src/core/run.ts";
import type { TestRun } from "./runs.ts";
import { FAILURE, FATAL, nameInstance, SKIP } from "./runs.ts";

/** One throw: what happens next, and the dice that say to whom. */
export const randomThrow = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom("start" as const, "finish" as const) },
    { weight: 2, arbitrary: fc.constantFrom("due" as const, "startAll" as const, "finishAll" as const) },
    { weight: 3, arbitrary: fc.constant("answer" as const) },
    fc.constantFrom(
      "stray" as const,
      "lost" as const,
      "redispatch" as const,
      "signal" as const,
      "cancel" as const,
      "clear" as const,
      "mark" as const,
      "admit" as const,
      "hold" as const,
    ),
  ),
  one: fc.nat(1_000),
  other: fc.nat(1_000),
  flags: fc.nat(63),
});
export type Throw = typeof randomThrow extends fc.Arbitrary<infer T> ? T : never;

const CARRIERS = ["c0", "c1", "c2"];

/** The events a throw stands for, against the run as it is; those that make no sense now are none. */
export function toEvents(test: TestRun, thrown: Throw): RunEvent[] {
  const { one, other, flags } = thrown;
  const carrier = pick(CARRIERS, other) ?? "c0";
  const queued = listIn(test.run, "queued");
  const running = listIn(test.run, "running");
  switch (thrown.kind) {
    case "start":
      return startOf(test, queued.slice(one % Math.max(1, queued.length)).slice(0, 1), carrier);
    case "startAll":
      return startOf(test, queued, carrier);
    case "finish":
      return [pick(running, one)].flatMap((instance) =>
        instance === undefined ? [] : finishOf(test, instance, thrown),
      );
    case "finishAll":
      return running.flatMap((instance, index) => finishOf(test, instance, { ...thrown, other: other + index }));
    case "stray":
      return listStrays(test, thrown);
    case "due":
      return [{ type: "due" }];
    case "lost":
      return [{ type: "lost", carriers: [carrier, "nobody"] }];
    case "redispatch":
      return [{ type: "redispatch" }];
    case "answer":
      return answerGate(test, thrown);
    case "signal":
      return [{ type: "signal", event: "e" }];
    case "admit":
      return [{ type: "admit" }];
    case "hold":
      return [{ type: "hold", isHeld: flags % 3 > 0, by: "ann" }];
    case "cancel":
      return [{ type: "cancel", state: flags % 2 === 0 ? "failed" : "success", by: "ann" }];
    case "clear":
    case "mark":
      return actOn(test, thrown);
  }
}

export function startOf(test: TestRun, instances: readonly TaskInstance[], carrier: string): RunEvent[] {
  return instances.length === 0
    ? []
    : [
        {
          type: "start",
          carrier,
          attempts: instances.map((instance) => test.attempt(nameInstance(test.run, instance))),
        },
      ];
}

export function finishOf(
  test: TestRun,
  instance: TaskInstance,
  { other, flags, one }: Omit<Throw, "kind">,
): RunEvent[] {
  if (instance.status.state !== "running") return [];
  const outcome = chooseOutcome(test, instance, other, flags);
  const output: Output = { isPushed: flags % 2 === 0, length: flags % 2 === 0 ? one % 4 : null };
  const finishes = [{ ...test.attempt(nameInstance(test.run, instance)), outcome, output }];
  return [
    {
      type: "finish",
      carrier: instance.status.carrier,
      finishes,
      take: one % 3,
      accepts: ["auto"],
      holding: flags % 3 === 0 ? [] : null,
    },
  ];
}

function chooseOutcome({ run, now }: TestRun, instance: TaskInstance, dice: number, flags: number): Outcome {
  const { kind } = taskOf(run, instance.task).place.node;
  const labels = ["left", "right", ...(dice % 40 === 0 ? ["nowhere"] : [])].filter(
    (_, index) => (flags >> index) % 2 === 0,
  );
  const reason = { code: "error", params: {} };
  const unhappy: Outcome[] = [
    FAILURE,
    FATAL,
    SKIP,
    { type: "retry_after", reason, delay: 20 },
    { type: "reschedule", delay: 30 },
    { type: "defer", until: flags % 2 === 0 ? now + 40 : null, event: flags % 2 === 0 ? null : "e", resume: dice },
  ];
  const bad = unhappy[dice % 12];
  if (bad !== undefined) return bad;
  if (kind === "branch") return { type: "success", decision: { kind, labels } };
  if (kind === "short_circuit") return { type: "success", decision: { kind, proceed: flags % 2 === 0 } };
  return { type: "success" };
}

/** A gate lets some through and not others; now and then it speaks of others than it was asked for, or limits the default pool. */
function answerGate({ run }: TestRun, { one, other, flags }: Throw): RunEvent[] {
  if (one % 20 === 0) return [{ type: "default_pool", isLimited: flags % 2 === 0 }];
  const gate = pick([...run.gates.byName.values()], one);
  if (gate === undefined) return [];
  const asked = flags % 8 === 0 ? run.tasks.flatMap((task) => task.instances) : [...gate.wanting];
  const keys = asked.map((instance) => ({ taskId: taskIdOf(run, instance), mapIndex: instance.mapIndex }));
  const granted = keys.slice(0, other % (keys.length + 1));
  const reason = { code: "pool_full", params: {} };
  const refused = keys.slice(granted.length).map((key) => ({ ...key, reason, isHopeless: flags % 5 === 0 }));
  return [{ type: "grant", gate: gate.name, granted, refused, window: 1 + (flags % 4) }];
}

/** Calls by the wrong carrier, with the wrong token, or of the wrong instance. */
function listStrays(test: TestRun, { one, other }: Throw): RunEvent[] {
  const all = test.run.tasks.flatMap((task) => task.instances);
  const instance = pick(all, one);
  if (instance === undefined) return [];
  const attempt = test.attempt(nameInstance(test.run, instance));
  const stray = other % 2 === 0 ? { ...attempt, token: "stray" } : attempt;
  const carrier = other % 2 === 0 && instance.status.state === "running" ? instance.status.carrier : "stranger";
  const finish = { ...stray, outcome: SKIP, output: { isPushed: false, length: null } };
  const start: RunEvent[] = other % 2 === 0 ? [{ type: "start", carrier, attempts: [stray] }] : [];
  return [...start, { type: "finish", carrier, finishes: [finish], take: 1, accepts: ["auto"], holding: null }];
}

function actOn(test: TestRun, { kind, one, other, flags }: Throw): RunEvent[] {
  const names = [one, other]
    .map((dice) => test.run.tasks[dice % test.run.tasks.length]?.instances.at(dice % 3))
    .filter((instance) => instance !== undefined);
  const targets = names.map((instance) => ({
    taskId: taskIdOf(test.run, instance),
    mapIndex: flags % 4 === 3 ? instance.mapIndex : null,
  }));
  const selection = { targets, upstream: (flags & 4) > 0, downstream: (flags & 8) > 0, by: "ann" };
  if (kind === "mark")
    return [{ type: "mark", state: pick(["success", "failed", "skipped"] as const, flags) ?? "failed", ...selection }];
  return [{ type: "clear", onlyFailed: (flags & 16) > 0, onlyRunning: flags === 32, resetRun: true, ...selection }];
}

export function listIn(run: Run, state: string): TaskInstance[] {
  return run.tasks.flatMap((task) => task.instances).filter(({ status }) => status.state === state);
}

function pick<T>(from: readonly T[], dice: number): T | undefined {
  return from[dice % Math.max(1, from.length)];
}
