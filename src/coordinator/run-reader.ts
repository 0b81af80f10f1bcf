import { isDeleted } from "../core/annotate.ts";
import type { Change } from "../core/batch.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import { listPushed } from "../core/mapping.ts";
import { renderReason } from "../core/reason-words.ts";
import type { LogLine, ValueRef } from "../core/protocol.ts";
import { findInstance, taskOf } from "../core/run.ts";
import type { Run, TaskInstance } from "../core/run.ts";
import type { LogLook, LogSurvey } from "../core/run-looks.ts";
import { isTerminal } from "../core/state.ts";
import type { AttemptView, InstanceView, LogPage, XComView } from "../core/views.ts";
import { listWaits } from "../core/why.ts";
import type { InstanceWait } from "../core/why.ts";
import { survey } from "./log-survey.ts";
import type { LogArchive } from "./log-archive.ts";
import type { RunEngine } from "./run-engine.ts";
import { describeInputs } from "./run-inputs.ts";
import { viewInstance, viewStatus } from "./run-views.ts";

/** Outputs that one page of a stream holds at most. */
const OUTPUT_PAGE = 500;

/** What a run tells of itself. Reads the same journal that made it. */
export class RunReader {
  readonly #engine: RunEngine;
  readonly #archive: LogArchive;

  constructor(engine: RunEngine, archive: LogArchive) {
    this.#engine = engine;
    this.#archive = archive;
  }

  getInstance({ taskId, mapIndex }: InstanceKey): InstanceView | null {
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, taskId, mapIndex);
    return run === null || instance === undefined || isDeleted(instance) ? null : viewInstance(run, instance);
  }

  listInstances(taskId: string | null): InstanceView[] {
    const run = this.#engine.load();
    if (run === null) return [];
    const tasks = taskId === null ? run.tasks : run.tasks.filter(({ place }) => place.node.id === taskId);
    const instances = tasks.flatMap((task) => task.instances);
    // What a person deleted is not there, though a clear by name brings it back.
    return instances.flatMap((instance) => (isDeleted(instance) ? [] : viewInstance(run, instance)));
  }

  listWaits(): InstanceWait[] {
    const run = this.#engine.load();
    return run === null ? [] : listWaits(run, this.#engine.now());
  }

  /** Every try of an instance in order, each in the state it ended in. */
  listTries(key: InstanceKey): AttemptView[] {
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, key.taskId, key.mapIndex);
    if (run === null || instance === undefined) return [];
    const tries = new Map<number, AttemptView>();
    const isSame = (mapIndex: number): boolean => Math.max(0, mapIndex) === Math.max(0, instance.mapIndex);
    for (const { place, status, instances } of this.#listChanges(key.taskId)) {
      if (status.state === "none") continue;
      const found = instances.find(
        ([task, mapIndex, tryNumber]) => task === place && isSame(mapIndex) && tryNumber > 0,
      );
      if (found === undefined) continue;
      const [, , tryNumber, maxTries] = found;
      // That its task vanished later is no end of a try that had one.
      if (status.state === "removed" && tries.has(tryNumber)) continue;
      const { task, mapIndex } = instance;
      tries.set(tryNumber, viewStatus(run, { task, mapIndex, tryNumber, maxTries, note: null }, status));
    }
    return [...tries.values()];
  }

  /** All changes of the journal, with the place a task had when they were written. */
  #listChanges(taskId: string): (Change & { readonly place: number })[] {
    return this.#engine.store.readEras().flatMap(({ graph, batches }) => {
      const place = graph.tasks.findIndex(({ id }) => id === taskId);
      return batches.flatMap(({ changes }) => changes.map((change) => ({ ...change, place })));
    });
  }

  listXComs(key: InstanceKey): XComView[] {
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, key.taskId, key.mapIndex);
    if (instance === undefined) return [];
    return this.#engine.values.listOf(instance.task, instance.mapIndex).map((row) => ({
      ...key,
      key: row.key,
      at: row.at,
      bytes: row.bytes,
      value: row.ref.at === "inline" ? (JSON.parse(row.ref.json) as Json) : null,
      blobKey: row.ref.at === "blob" ? row.ref.key : null,
    }));
  }

  /** What the newest try of an instance was handed, bounded. */
  describeInputs({ taskId, mapIndex }: InstanceKey): Record<string, Json> {
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, taskId, mapIndex);
    return run === null || instance === undefined ? {} : describeInputs(run, this.#engine, instance);
  }

  listXComKeys(taskId: string | null): XComView[] {
    const instances = this.listInstances(taskId);
    return instances.flatMap((key) => this.listXComs(pickKey(key)).map((view) => ({ ...view, value: null })));
  }

  readOutputs(taskId: string, from: number): ValueRef[] {
    const run = this.#engine.load();
    const index = run?.topology.indexOf.get(taskId);
    if (run === null || index === undefined) return [];
    const page = listPushed(taskOf(run, index)).slice(from, from + OUTPUT_PAGE);
    return page.flatMap((mapIndex) => this.#engine.values.read(index, mapIndex, "return_value")?.ref ?? []);
  }

  /** One page of an attempt's lines from line `from` on; null when there is no such attempt. */
  async readLog(key: InstanceKey, tryNumber: number, from: number): Promise<LogPage | null> {
    const run = this.#engine.load();
    const instance = run === null ? undefined : findInstance(run, key.taskId, key.mapIndex);
    if (run === null || instance === undefined || tryNumber < 1 || tryNumber > instance.tryNumber) return null;
    const chunks = this.#engine.store.logs.read({ task: key.taskId, map: key.mapIndex, try: tryNumber }, from);
    const kept = chunks.flatMap(({ line, lines }) => lines.slice(Math.max(0, from - line)));
    const lines = kept.length > 0 ? kept : await this.#archive.read(this.#engine, instance, tryNumber, from);
    const isOver = tryNumber < instance.tryNumber || isSettled(instance);
    return {
      lines: lines.length > 0 || from > 0 ? lines : explainSilence(run, instance),
      next: isOver && lines.length === 0 ? null : from + lines.length,
    };
  }

  /** A part of an attempt's log; all of it is read here, and stays here. */
  async surveyLog(key: InstanceKey, tryNumber: number, look: LogLook): Promise<LogSurvey | null> {
    const lines: LogLine[] = [];
    for (;;) {
      const page = await this.readLog(key, tryNumber, lines.length);
      if (page === null) return null;
      for (const line of page.lines) lines.push(line);
      if (page.lines.length === 0 || page.next === null) return survey(lines, look);
    }
  }
}

function pickKey({ taskId, mapIndex }: InstanceKey): InstanceKey {
  return { taskId, mapIndex };
}

function isSettled({ status }: TaskInstance): boolean {
  return isTerminal(status.state) || status.state === "up_for_retry" || status.state === "none";
}

/** An attempt that wrote nothing still says what became of it. */
function explainSilence(run: Run, instance: TaskInstance): LogLine[] {
  const view = viewInstance(run, instance);
  if (view.reason === null) return [];
  const fields = { code: view.reason.code, ...view.reason.params };
  return [
    { at: view.endedAt ?? run.queuedAt, level: "info", source: "engine", message: renderReason(view.reason), fields },
  ];
}
