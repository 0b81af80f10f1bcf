import { advance } from "./advance.ts";
import type { Batch } from "./batch.ts";
import { findNextDue } from "./due.ts";
import type { RunEvent } from "./event.ts";
import type { Graph, TaskNode } from "./graph.ts";
import { Heap } from "./heap.ts";
import { listPastQuestions } from "./past.ts";
import type { Decision, Outcome, RunIdentity } from "./protocol.ts";
import { createRun, taskIdOf, taskOf } from "./run.ts";
import type { Output, Run, TaskInstance } from "./run.ts";
import { buildTopology } from "./topology.ts";

/** What a task is to do in a rehearsal; what is absent goes as usual. */
export interface Part {
  /** Milliseconds that one try takes; a second unless given. */
  readonly duration?: number;
  /** How many first tries fail; Infinity for all. */
  readonly failures?: number;
  /** Ends the task as skipped. */
  readonly isSkipped?: boolean;
  /** A branch's labels (the first arm unless given); what a short circuit says (true unless given). */
  readonly labels?: readonly string[];
  readonly proceed?: boolean;
  /** Elements of the list it puts out, for those mapped over it; three unless given. */
  readonly items?: number;
  /** Times a sensor looks in vain. */
  readonly pokes?: number;
}

export interface Rehearsal {
  /** The run as it ended, or stands where nothing more can happen. */
  readonly run: Run;
  /** Its journal from the first row on; `replay` shows it at any instant. */
  readonly batches: readonly Batch[];
  /** True when it was given up for its number of events. */
  readonly isCutShort: boolean;
}

const SECOND = 1_000;
const USUAL_ITEMS = 3;
const CARRIER = "rehearsal";
const EVENTS_AT_MOST = 200_000;

interface Stage {
  readonly run: Run;
  readonly parts: ReadonlyMap<string, Part>;
  readonly batches: Batch[];
  readonly ends: Heap<{ readonly at: number; readonly order: number; readonly instance: TaskInstance }>;
  now: number;
  events: number;
}

/**
 * Plays one run of a DAG on the core that runs it in production, with a virtual clock and no author code: each task does
 * what its part says. Gates have room, no run came before. Pure: the same parts give the same journal.
 */
export function rehearse(graph: Graph, startAt: number, parts: ReadonlyMap<string, Part>): Rehearsal {
  const identity = createRehearsedIdentity(graph, startAt);
  const run = createRun(buildTopology(graph), identity, startAt);
  const ends: Stage["ends"] = new Heap((a, b) => a.at - b.at || a.order - b.order);
  const stage: Stage = { run, parts, batches: [], ends, now: startAt, events: 0 };
  send(stage, { type: "admit" });
  while (run.state === "running" && stage.events < EVENTS_AT_MOST && moveOn(stage));
  return { run, batches: stage.batches, isCutShort: stage.events >= EVENTS_AT_MOST };
}

/** A run by hand at an instant (epoch milliseconds), as a rehearsal plays it. */
export function createRehearsedIdentity({ team, dagId, paramsDefaults }: Graph, startAt: number): RunIdentity {
  return {
    team,
    dagId,
    runId: "rehearsal",
    logicalDate: startAt,
    dataInterval: null,
    runAfter: startAt,
    partitionKey: null,
    runType: "manual",
    triggeredBy: "ui",
    triggeringUser: null,
    conf: paramsDefaults,
    graphHash: "",
    bundleId: "",
  };
}

/** Takes an event and starts whatever it sets going at this instant. */
function send(stage: Stage, event: RunEvent): void {
  const sent = take(stage, event);
  if (sent.length === 0) return;
  const attempts = sent.flatMap((instance) => {
    const { status } = instance;
    if (status.state !== "queued") return [];
    return [{ taskId: taskIdOf(stage.run, instance), mapIndex: instance.mapIndex, token: status.token }];
  });
  take(stage, { type: "start", carrier: CARRIER, attempts });
  for (const instance of sent) {
    const { node } = taskOf(stage.run, instance.task).place;
    const duration = Math.min(partOf(stage, node).duration ?? SECOND, node.executionTimeout ?? Infinity);
    stage.ends.push({ at: stage.now + duration, order: stage.events, instance });
  }
}

/** Instances to be started now. What asks a gate is let through; a question about the past is answered: there is none. */
function take(stage: Stage, event: RunEvent): readonly TaskInstance[] {
  const { run } = stage;
  stage.events += 1;
  const { batch, dispatch } = advance(run, event, stage.now, `event-${stage.events}`);
  if (batch !== null) stage.batches.push(batch);
  const granted = [...run.wanting.keys()].map((instance) => ({
    taskId: taskIdOf(run, instance),
    mapIndex: instance.mapIndex,
  }));
  if (granted.length > 0) return [...dispatch, ...take(stage, { type: "grant", granted })];
  const answers = listPastQuestions(run, true).map((taskId) => ({ taskId, reason: null }));
  return answers.length === 0 ? dispatch : [...dispatch, ...take(stage, { type: "past", answers })];
}

/** Goes to the next instant at which something happens. False when nothing ever will. */
function moveOn(stage: Stage): boolean {
  const due = findNextDue(stage.run);
  const end = stage.ends.peek();
  if (end !== undefined && (due === null || end.at <= due)) {
    stage.ends.pop();
    stage.now = end.at;
    finish(stage, end.instance);
    return true;
  }
  if (due === null) return false;
  stage.now = Math.max(stage.now, due);
  send(stage, { type: "due" });
  return true;
}

function finish(stage: Stage, instance: TaskInstance): void {
  const { status, mapIndex, tryNumber } = instance;
  // It was ended by others before: by a fast failure, or its run's timeout.
  if (status.state !== "running") return;
  const { node } = taskOf(stage.run, instance.task).place;
  const { outcome, output } = play(node, partOf(stage, node), tryNumber, status.carry.pokes);
  const name = { taskId: node.id, mapIndex, token: status.token };
  const finishes = [{ ...name, outcome, output }];
  send(stage, { type: "finish", carrier: CARRIER, finishes, take: 0, accepts: [], holding: null });
}

const NOTHING: Output = { isPushed: false, length: null };

function play(node: TaskNode, part: Part, tryNumber: number, pokes: number): { outcome: Outcome; output: Output } {
  const timeout = node.executionTimeout;
  if (timeout !== null && (part.duration ?? SECOND) >= timeout) {
    const reason = { code: "execution_timeout", params: {} };
    return { outcome: { type: "fail", reason, retryable: true }, output: NOTHING };
  }
  if (tryNumber <= (part.failures ?? 0)) {
    const reason = { code: "rehearsed_failure", params: {} };
    return { outcome: { type: "fail", reason, retryable: true }, output: NOTHING };
  }
  if (part.isSkipped === true) {
    return { outcome: { type: "skip", reason: { code: "rehearsed_skip", params: {} } }, output: NOTHING };
  }
  if (node.sensor !== null && pokes < (part.pokes ?? 0)) {
    return { outcome: { type: "reschedule", delay: node.sensor.every }, output: NOTHING };
  }
  const decision = decide(node, part);
  return {
    outcome: { type: "success", ...(decision === null ? {} : { decision }) },
    output: { isPushed: true, length: part.items ?? USUAL_ITEMS },
  };
}

function decide(node: TaskNode, part: Part): Decision | null {
  if (node.kind === "branch") {
    return { kind: "branch", labels: part.labels ?? Object.keys(node.arms ?? {}).slice(0, 1) };
  }
  return node.kind === "short_circuit" ? { kind: "short_circuit", proceed: part.proceed ?? true } : null;
}

function partOf(stage: Stage, node: TaskNode): Part {
  return stage.parts.get(node.id) ?? {};
}
