import { advance } from "../core/advance.ts";
import { findNextDue } from "../core/due.ts";
import type { RunEvent } from "../core/event.ts";
import { assetsOf } from "../core/graph.ts";
import type { Json } from "../core/json.ts";
import { listPastQuestions } from "../core/past.ts";
import { createRun, taskIdOf, taskOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import { buildTopology } from "../core/topology.ts";
import { carryOut } from "./carry-out.ts";
import { compile } from "./compile.ts";
import { fakeConfiguration } from "./configuration.ts";
import type { Configuration, ConfigurationFakes } from "./configuration.ts";
import type { Dag } from "./dag.ts";
import { measureLength } from "./element.ts";
import { createEnv } from "./env.ts";
import type { Env } from "./env.ts";
import { fakeBodies } from "./fakes.ts";
import type { Failures, Fakes } from "./fakes.ts";
import { createIdentity } from "./run-identity.ts";
import type { RunOptions } from "./run-identity.ts";
import { gatherInput } from "./run-input.ts";
import { summarize } from "./run-result.ts";
import type { RunLogLine, RunResult } from "./run-result.ts";

export interface RunDagOptions extends RunOptions, ConfigurationFakes {
  /** In place of a task's body, by task id: its output, or a function of the same input and context. */
  readonly fakes?: Fakes;
  /** How many first tries of a task fail before its body runs, by task id. */
  readonly failures?: Failures;
  /** The bindings handlers find in `ctx.env`. */
  readonly env?: Partial<Env>;
  /** In place of `variables` and `connections`, to play a store that does not answer. */
  readonly configuration?: Configuration;
}

interface InMemory {
  readonly dag: Pick<Dag, "definition" | "bodies">;
  readonly run: Run;
  readonly outputs: Map<TaskInstance, Json | undefined>;
  readonly log: RunLogLine[];
  readonly env: Env;
  readonly configuration: Configuration;
  now: number;
  events: number;
}

const CARRIER = "memory";

/**
 * Runs a DAG from start to end in memory, on the core that runs it in production. Time is virtual: it stands still while
 * bodies run and jumps to the next retry, look or deferral, so that days of waiting take no time. Pools have room; an
 * event that an instance waits for comes when nothing else is left to do. Throws when the DAG does not compile.
 */
export async function runDag(dag: Dag, options: RunDagOptions = {}): Promise<RunResult> {
  const compiled = compile(dag);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  const identity = createIdentity(compiled.value, options);
  const memory: InMemory = {
    dag: { definition: dag.definition, bodies: fakeBodies(dag.bodies, options) },
    run: createRun(buildTopology(compiled.value.graph), identity, identity.runAfter),
    outputs: new Map(),
    log: [],
    env: createEnv(options.env),
    configuration: options.configuration ?? fakeConfiguration(options),
    now: identity.runAfter,
    events: 0,
  };
  await step(memory, { type: "admit" });
  while (memory.run.state === "running" && (await moveOn(memory)));
  return summarize(memory.run, memory.outputs, memory.log);
}

/** Takes an event, and carries out all that it, and what follows from it, sets going at this instant. */
async function step(memory: InMemory, event: RunEvent): Promise<void> {
  const queue = [...take(memory, event)];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { status } = next;
    if (status.state !== "queued") continue;
    const { token } = status;
    const name = { taskId: taskIdOf(memory.run, next), mapIndex: next.mapIndex, token };
    queue.push(...take(memory, { type: "start", carrier: CARRIER, attempts: [name] }));
    const { outcome, output } = await attempt(memory, next);
    if (outcome.type === "success") memory.outputs.set(next, output);
    const finish = { ...name, outcome, output: { isPushed: output !== undefined, length: measureLength(output) } };
    queue.push(...take(memory, createFinish(finish)));
  }
}

function createFinish(finish: Extract<RunEvent, { type: "finish" }>["finishes"][number]): RunEvent {
  return { type: "finish", carrier: CARRIER, finishes: [finish], take: 0, accepts: [], holding: null };
}

/** Instances to be started now; what asks a pool for a slot gets it. */
function take(memory: InMemory, event: RunEvent): readonly TaskInstance[] {
  memory.events += 1;
  const { run } = memory;
  const { dispatch } = advance(run, event, memory.now, `event-${memory.events}`);
  const wanting = [...run.wanting.keys()].map((instance) => ({
    taskId: taskIdOf(run, instance),
    mapIndex: instance.mapIndex,
  }));
  if (wanting.length > 0) return [...dispatch, ...take(memory, { type: "grant", granted: wanting })];
  // No run came before this one.
  const answers = listPastQuestions(run, true).map((taskId) => ({ taskId, reason: null }));
  return answers.length === 0 ? dispatch : [...dispatch, ...take(memory, { type: "past", answers })];
}

async function attempt(memory: InMemory, instance: TaskInstance): ReturnType<typeof carryOut> {
  const { run, log, env, configuration } = memory;
  const { node } = taskOf(run, instance.task).place;
  const { mapIndex, tryNumber, maxTries, status } = instance;
  const resume = status.state === "running" ? status.carry.resume : null;
  const { id: taskId, kind } = node;
  const facts = { taskId, mapIndex, tryNumber, maxTries, kind, resume, ...assetsOf(node) };
  const input = gatherInput(run, memory.outputs, instance);
  return carryOut(memory.dag, { run: run.identity, facts }, input, {
    env,
    configuration,
    signal: new AbortController().signal,
    now: () => memory.now,
    log: (line) => void log.push({ ...line, taskId: node.id, mapIndex, tryNumber }),
  });
}

/** Jumps to the next instant at which something is due, or lets an awaited event come. False when nothing ever will. */
async function moveOn(memory: InMemory): Promise<boolean> {
  const due = findNextDue(memory.run);
  if (due !== null) {
    memory.now = Math.max(memory.now, due);
    await step(memory, { type: "due" });
    return true;
  }
  const event = findAwaited(memory.run);
  if (event !== null) await step(memory, { type: "signal", event });
  return event !== null;
}

function findAwaited(run: Run): string | null {
  for (const { instances } of run.tasks) {
    for (const { status } of instances) if (status.state === "deferred" && status.event !== null) return status.event;
  }
  return null;
}
