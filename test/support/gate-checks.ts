import assert from "node:assert/strict";
import { gatesOf } from "../../src/core/standing.ts";
import type { Run, TaskInstance } from "../../src/core/run.ts";

const HELD = ["queued", "running", "deferred", "awaiting_input"];

/** Who stands where and who holds what, counted anew; no limit of the run's own is exceeded, and nobody is forgotten. */
export function checkGates(run: Run): void {
  const all = run.tasks.flatMap((task) => task.instances);
  const room = (run.topology.graph.maxActiveTasks ?? Infinity) - run.inFlight;
  const asking = [...run.wanting.values()].filter(({ isAnswered }) => !isAnswered).length;
  assert.equal(run.gates.asking, asking);
  if (room <= 0) assert.equal(run.wanting.size, asking, "without room somebody waits at a gate");
  for (const task of run.tasks) {
    const held = task.instances.filter(({ status }) => HELD.includes(status.state)).length;
    const standing = task.instances.filter((instance) => run.wanting.has(instance)).length;
    const { id, maxActiveTisPerDagrun: limit = Infinity } = task.place.node;
    assert.ok(held + standing <= limit || standing === 0, `${held} and ${standing} of ${id}, of ${limit}`);
    assert.equal(run.gates.byTask.get(task.place.index)?.standing ?? 0, standing);
  }
  checkHoldings(run, all);
  if (run.state === "running" && run.held === null)
    for (const instance of all) checkHeldBack(run, instance, room - asking);
}

function checkHoldings(run: Run, all: readonly TaskInstance[]): void {
  const expected = new Map<string, Set<TaskInstance>>();
  const add = (name: string, instance: TaskInstance): void =>
    void expected.set(name, (expected.get(name) ?? new Set()).add(instance));
  for (const instance of all) {
    const gates = gatesOf(run, instance.task);
    const passed = run.wanting.get(instance)?.passed ?? (HELD.includes(instance.status.state) ? gates.length : 0);
    for (const { name, kind } of gates.slice(0, passed)) if (kind !== "rate") add(name, instance);
    const standing = run.wanting.get(instance);
    if (standing === undefined) continue;
    assert.equal(instance.status, standing.ready.status, "one stands at a gate that is not scheduled any more");
    assert.ok(run.gates.byName.get(gates[standing.passed]?.name ?? "")?.wanting.has(instance));
  }
  for (const [name, { holding, wanting, hopeless }] of run.gates.byName) {
    assert.deepEqual(new Set(holding), expected.get(name) ?? new Set(), `holdings of ${name}`);
    for (const instance of wanting) assert.ok(run.wanting.has(instance));
    assert.equal(hopeless, [...wanting].filter((instance) => run.wanting.get(instance)?.isHopeless).length);
  }
}

/** Whoever is ready is asked for, or waits for something that will come. */
function checkHeldBack(run: Run, instance: TaskInstance, room: number): void {
  if (instance.status.state !== "scheduled" || run.wanting.has(instance) || room <= 0) return;
  const task = run.tasks[instance.task];
  const { id, maxActiveTisPerDagrun: limit = Infinity } = task?.place.node ?? { id: "" };
  const own = task?.instances.filter((other) => HELD.includes(other.status.state) || run.wanting.has(other)) ?? [];
  const [gate] = gatesOf(run, instance.task);
  const state = run.gates.byName.get(gate?.name ?? "");
  const isCrowded = state !== undefined && state.wanting.size - state.hopeless >= state.window;
  const isHopeless = own.some((other) => run.wanting.get(other)?.isHopeless);
  assert.ok(own.length >= limit || isCrowded || isHopeless || run.inQueue >= 200, `${id} is forgotten`);
}
