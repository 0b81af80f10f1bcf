import type { SlotAction, SlotLeft } from "../core/backfill.ts";
import { decideSlot, DEFAULT_ACTIVE_RUNS } from "../core/backfill.ts";
import { formatRunId } from "../core/ids.ts";
import type { RunIdentity, RunView } from "../core/protocol.ts";
import type { DagRunInfo, DataInterval } from "../core/timetable.ts";
import type { BackfillProgress } from "../core/views.ts";
import { mayStart } from "./dag-backfill-due.ts";
import type { BackfillRow, SlotRow, SlotRun } from "./dag-backfill-store.ts";
import type { DagRuns } from "./dag-runs.ts";
import type { DagState } from "./dag-state.ts";

/** What was written down and is now to be brought to the runs' own objects. */
export interface Started {
  readonly made: readonly RunIdentity[];
  readonly adopting: readonly SlotRow[];
  /** Whether more slots could be decided at once. */
  readonly hasMore: boolean;
}

/** Objects are reached this many at a time, below the platform's six open connections. */
const PARALLEL = 5;

/** The single steps of a backfill. Each may be repeated, and picks up what an earlier one left. */
export class BackfillSteps {
  readonly #dag: DagState;
  readonly #runs: DagRuns;

  constructor(dag: DagState, runs: DagRuns) {
    this.#dag = dag;
    this.#runs = runs;
  }

  change(row: BackfillRow, values: Partial<BackfillRow>): void {
    this.#dag.backfills.write({ ...row, ...values, updatedAt: this.#dag.now(), seq: row.seq + 1 });
  }

  /** Decides slots one after the other, in the caller's transaction. */
  beginWalk(row: BackfillRow): SlotWalk {
    return new SlotWalk(this.#dag, row, (values) => this.change(row, values));
  }

  /** Makes the runs that were written down, and asks those that exist to be run again. */
  async follow({ made, adopting }: Started): Promise<void> {
    const work = [
      ...made.map((identity) => () => this.#runs.make({ identity, note: null, seen: 0 }, true)),
      ...adopting.map((slot) => () => this.#adopt(slot)),
    ];
    const failures: unknown[] = [];
    for (let at = 0; at < work.length; at += PARALLEL) {
      const settled = await Promise.allSettled(work.slice(at, at + PARALLEL).map((step) => step()));
      for (const one of settled) if (one.status === "rejected") failures.push(one.reason);
    }
    if (failures.length > 0) throw failures[0];
  }

  async #adopt(slot: SlotRow): Promise<void> {
    const row = this.#dag.backfills.find(slot.backfillId);
    const run = slot.runId === null ? null : this.#dag.store.findRun(slot.runId);
    if (row === null || run === null) return;
    const { reprocess, conf, onLatestVersion } = row.spec;
    const version = onLatestVersion ? this.#dag.version() : null;
    const base = { v: 1, backfillId: row.id, reprocess, conf, by: row.by } as const;
    const request = version === null ? base : { ...base, version };
    const view = await this.#dag.world.peers.adoptRun(run.identity, request);
    this.#settle(slot, view);
    if (view?.state === "queued" && view.backfillId === row.id) await this.admit(view.runId, row.id);
  }

  /** The run's own word decides whether it is the backfill's now, or stays as it was. */
  #settle(slot: SlotRow, view: RunView | null): void {
    const row = this.#dag.backfills.find(slot.backfillId);
    if (row === null) return;
    const { backfillId } = slot;
    this.#dag.store.transact(() => {
      if (view !== null && view.backfillId === backfillId) {
        this.#dag.noteView(view);
        if (!this.#dag.backfills.settleSlot({ ...slot, action: "rerun", reason: null })) return;
        this.#takeOver(view);
        this.change(row, { progress: { ...row.progress, rerun: row.progress.rerun + 1 } });
      } else this.#leave(row, slot, explainLeft(row, view));
    });
  }

  #takeOver({ runId, runType, triggeredBy, backfillId = null, conf }: RunView): void {
    const run = this.#dag.store.findRun(runId);
    if (run !== null) this.#dag.backfills.takeOver({ ...run.identity, runType, triggeredBy, backfillId, conf });
  }

  #leave(row: BackfillRow, slot: SlotRow, reason: SlotLeft): void {
    if (!this.#dag.backfills.settleSlot({ ...slot, action: "left", reason })) return;
    this.change(row, { progress: countLeft(row.progress, reason) });
  }

  /** Lets a waiting run go, while its backfill goes on and has room; the place is taken before its object is called. */
  async admit(runId: string, backfillId: number): Promise<void> {
    const { backfills } = this.#dag;
    const run = this.#dag.store.findRun(runId);
    if (run?.stage !== "waiting" || !mayStart(this.#dag)) return;
    const row = backfills.find(backfillId);
    if (row?.state === "paused" || row?.state === "cancelling") return;
    const limit = row?.spec.maxActiveRuns ?? DEFAULT_ACTIVE_RUNS;
    if (backfills.countRuns(backfillId, "live") >= limit) return;
    this.#dag.store.setStage(runId, "live");
    await this.#runs.make(run, true);
  }

  /** Runs that wait end failed, as in Airflow; what runs goes on. Slots that were not reached stay without a run. */
  async finishCancel(id: number): Promise<void> {
    const { backfills, world, store } = this.#dag;
    for (const slot of backfills.listAdopting(id)) {
      const run = slot.runId === null ? null : store.findRun(slot.runId);
      const woken = run === null ? null : await world.peers.wakeRun(run.identity);
      this.#settle(slot, woken?.view ?? null);
    }
    const by = backfills.find(id)?.by ?? "";
    for (const { runId } of backfills.listWaiting(100, id)) {
      const run = store.findRun(runId);
      if (run?.stage !== "waiting") continue;
      const view = await world.peers.cancelRun(run.identity, { v: 1, state: "failed", by });
      if (view !== null) this.#dag.noteView(view);
    }
    const row = backfills.find(id);
    const isDone = backfills.listAdopting(id).length + backfills.listWaiting(1, id).length === 0;
    if (isDone && row?.state === "cancelling") this.change(row, { state: "cancelled" });
  }

  /** Completed when every slot is decided and no run of it is left that is not over. */
  conclude(id: number): void {
    const row = this.#dag.backfills.find(id);
    if (row === null || row.endedAt !== null || !row.progress.isWalked) return;
    if (this.#dag.backfills.countActive(id) === 0) this.change(row, { state: "completed", endedAt: this.#dag.now() });
  }
}

/** One stretch of slots, decided in one transaction. */
class SlotWalk {
  readonly #dag: DagState;
  readonly #row: BackfillRow;
  readonly #keep: (values: Partial<BackfillRow>) => void;
  readonly #made: RunIdentity[] = [];
  readonly #adopting: SlotRow[] = [];
  #progress: BackfillProgress;
  cursor: DataInterval | null;

  constructor(dag: DagState, row: BackfillRow, keep: (values: Partial<BackfillRow>) => void) {
    this.#dag = dag;
    this.#row = row;
    this.#keep = keep;
    this.#progress = row.progress;
    this.cursor = row.cursor;
  }

  /** Places taken so far. */
  get taken(): number {
    return this.#made.length + this.#adopting.length;
  }
  get isOver(): boolean {
    return this.#progress.isWalked;
  }
  end(): void {
    this.#progress = { ...this.#progress, isWalked: true };
  }

  decide(slot: DagRunInfo, run: SlotRun | null, action: SlotAction): void {
    const { logicalDate } = slot;
    const base = { backfillId: this.#row.id, logicalDate, reason: null };
    if (action.type === "leave") this.#leave({ ...base, runId: run?.runId ?? null }, action.reason);
    else if (run === null) this.#make(slot, base);
    else {
      const row = { ...base, action: "adopting", runId: run.runId } as const;
      this.#dag.backfills.addSlot(row);
      this.#adopting.push(row);
    }
    this.cursor = slot.interval;
    this.#progress = { ...this.#progress, at: logicalDate };
  }

  #make(slot: DagRunInfo, base: Omit<SlotRow, "action" | "runId">): void {
    const identity = this.#identify(slot, "");
    // The id of a run that was deleted is never given again.
    const named = [identity, this.#identify(slot, `b${this.#row.id}`)];
    const made = named.find((one) => this.#dag.store.addRun(one, null, "live") === null);
    if (made === undefined) return this.#leave({ ...base, runId: null }, "run_id_taken");
    this.#dag.backfills.addSlot({ ...base, action: "made", runId: made.runId });
    this.#progress = { ...this.#progress, made: this.#progress.made + 1 };
    this.#made.push(made);
  }

  #leave(base: Omit<SlotRow, "action">, reason: SlotLeft): void {
    this.#dag.backfills.addSlot({ ...base, action: "left", reason });
    this.#progress = countLeft(this.#progress, reason);
  }

  #identify({ runAfter, logicalDate, interval }: DagRunInfo, suffix: string): RunIdentity {
    const { id, spec, by } = this.#row;
    return this.#dag.identify({
      runId: formatRunId("backfill", runAfter, suffix),
      logicalDate,
      dataInterval: interval,
      runAfter,
      partitionKey: null,
      runType: "backfill",
      backfillId: id,
      triggeredBy: "backfill",
      triggeringUser: by,
      conf: { ...this.#dag.world.shipped?.graph.paramsDefaults, ...spec.conf },
    });
  }

  write(): Pick<Started, "made" | "adopting"> {
    if (this.#progress !== this.#row.progress) this.#keep({ cursor: this.cursor, progress: this.#progress });
    return { made: this.#made, adopting: this.#adopting };
  }
}

function countLeft(progress: BackfillProgress, reason: SlotLeft): BackfillProgress {
  return { ...progress, left: { ...progress.left, [reason]: progress.left[reason] + 1 } };
}

function explainLeft({ state, spec }: BackfillRow, view: RunView | null): SlotLeft {
  if (state === "cancelling") return "cancelled";
  const action = view === null ? null : decideSlot(view.state, spec.reprocess);
  return action?.type === "leave" ? action.reason : "already_exists";
}
