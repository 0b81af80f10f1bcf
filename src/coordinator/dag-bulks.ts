import { MAX_BULK } from "../core/bulk.ts";
import type { ActOnRun, BulkFailure, BulkView, CreateBulk } from "../core/bulk.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import type { BulkChunk, BulkRow } from "./dag-bulk-store.ts";
import type { DagState } from "./dag-state.ts";

/** Runs asked in one turn: an invocation may make some hundred calls. */
const CHUNK = 100;
/** Objects are reached this many at a time, below the platform's six open connections. */
const PARALLEL = 5;
/** Runs that did not answer are asked again after this many milliseconds, so often at most. */
const RETRY = 5_000;
const MAX_TURNS = 20;
/** Refusals that a view names. */
const SHOWN = 100;

export interface BulkTools {
  armBy(at: number): void;
  deleteRun(runId: string): Promise<Result<null, Reason>>;
}

type Answers = Pick<BulkChunk, "open" | "failures"> & { readonly done: number };

/**
 * A DAG's bulk actions, one after the other. Each turn asks the runs of one chunk and then writes down who answered; a
 * turn that is lost is done again, and runs that did their deed say so.
 */
export class DagBulks {
  readonly #dag: DagState;
  readonly #tools: BulkTools;
  #turn: Promise<void> | null = null;

  constructor(dag: DagState, tools: BulkTools) {
    this.#dag = dag;
    this.#tools = tools;
  }

  /** Writes a bulk down, once an id; from then on it will be done. */
  create({ id, deed, onLatestVersion, runIds, by }: CreateBulk): Result<BulkView, Reason> {
    const known = this.find(id);
    if (known !== null) return succeed(known);
    const ids = [...new Set(runIds)];
    if (ids.length > MAX_BULK)
      return refuse({ code: "bulk_too_large", params: { count: ids.length, limit: MAX_BULK } });
    if (onLatestVersion && this.#dag.version() === null)
      return refuse({ code: "dag_stale", params: { dag: this.#dag.world.key.dagId } });
    const createdAt = this.#dag.now();
    const counts = { total: ids.length, done: 0, failed: 0 };
    const row: BulkRow = { id, deed, onLatestVersion, by, state: "running", createdAt, endedAt: null, ...counts };
    const chunks = Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, at) =>
      ids.slice(at * CHUNK, (at + 1) * CHUNK),
    );
    this.#dag.transact(() => this.#dag.bulks.add(row, chunks));
    this.#tools.armBy(createdAt);
    return succeed(this.#view(row));
  }

  /** Asks no further run; what was done stays done. */
  cancel(id: string): Result<BulkView, Reason> {
    const row = this.#dag.bulks.find(id);
    if (row === null) return refuse({ code: "bulk_not_found", params: { bulk: id } });
    const cancelled = { ...row, state: "cancelled", endedAt: this.#dag.now() } as const;
    if (row.state === "running") this.#dag.bulks.write(cancelled);
    return succeed(this.#view(row.state === "running" ? cancelled : row));
  }

  find(id: string): BulkView | null {
    const row = this.#dag.bulks.find(id);
    return row === null ? null : this.#view(row);
  }
  list(limit: number): readonly BulkView[] {
    return this.#dag.bulks.list(limit).map((row) => this.#view(row));
  }

  #view({ onLatestVersion: _onLatestVersion, ...row }: BulkRow): BulkView {
    const { team, dagId } = this.#dag.world.key;
    return { team, dagId, ...row, failures: this.#dag.bulks.listFailures(row.id, SHOWN) };
  }

  /** One turn at a time. */
  async advance(): Promise<void> {
    this.#turn ??= this.#takeTurn().finally(() => {
      this.#turn = null;
    });
    await this.#turn;
  }

  async #takeTurn(): Promise<void> {
    const { bulks } = this.#dag;
    const row = bulks.findOpen();
    if (row === null) return;
    const chunk = bulks.findOpenChunk(row.id);
    if (chunk !== null) this.#settle(chunk, await this.#askAll(row, chunk));
    const left = bulks.findOpenChunk(row.id);
    const newest = bulks.find(row.id);
    if (left === null && newest?.state === "running")
      bulks.write({ ...newest, state: "completed", endedAt: this.#dag.now() });
    if (bulks.findOpen() !== null) this.#tools.armBy(this.#dag.now() + ((left?.turns ?? 0) > 0 ? RETRY : 0));
  }

  async #askAll(row: BulkRow, { open }: BulkChunk): Promise<Answers> {
    const silent: string[] = [];
    const failures: BulkFailure[] = [];
    for (let at = 0; at < open.length; at += PARALLEL) {
      const some = open.slice(at, at + PARALLEL);
      const settled = await Promise.allSettled(some.map((runId) => this.#ask(row, runId)));
      for (const [index, answer] of settled.entries()) {
        const runId = some[index] ?? "";
        if (answer.status === "rejected") silent.push(runId);
        else if (answer.value !== null) failures.push({ runId, reason: answer.value });
      }
    }
    return { open: silent, failures, done: open.length - silent.length - failures.length };
  }

  /** Why a run refuses; null when it has done it. */
  async #ask(row: BulkRow, runId: string): Promise<Reason | null> {
    const { store, world } = this.#dag;
    const run = store.findRun(runId);
    const isGone = run === null || run.stage === "deleted" || run.stage === "gone";
    if (row.deed.kind === "delete" && run !== null && isGone) return null;
    if (run === null || isGone) return { code: "run_not_found", params: { run: runId } };
    if (row.deed.kind === "delete") return this.#delete(runId, run.stage === "live");
    // Whatever becomes of an ended run that changes, it is looked after until it is at rest.
    this.#dag.noteStir(runId);
    const version = row.onLatestVersion ? this.#dag.version() : null;
    const base: ActOnRun = { v: 1, once: row.id, deed: row.deed, by: row.by };
    const answer = await world.peers.actOnRun(run.identity, version === null ? base : { ...base, version });
    if (!answer.ok) return answer.error;
    this.#dag.noteView(answer.value);
    return null;
  }

  async #delete(runId: string, isRunning: boolean): Promise<Reason | null> {
    if (isRunning) return { code: "run_running", params: { run: runId } };
    const deleted = await this.#tools.deleteRun(runId);
    return deleted.ok ? null : deleted.error;
  }

  /** Those that never answer are given up in the end. */
  #settle(chunk: BulkChunk, { open, failures, done }: Answers): void {
    const turns = chunk.turns + 1;
    const isLast = turns >= MAX_TURNS;
    const lost = isLast ? open.map((runId) => ({ runId, reason: { code: "run_silent", params: { run: runId } } })) : [];
    const all = [...chunk.failures, ...failures, ...lost];
    this.#dag.transact(() => {
      const { bulks } = this.#dag;
      bulks.writeChunk({ ...chunk, open: isLast ? [] : open, turns, failures: all });
      const row = bulks.find(chunk.bulkId);
      const failed = failures.length + lost.length;
      if (row !== null) bulks.write({ ...row, done: row.done + done, failed: row.failed + failed });
    });
  }
}
