import type { ExistingRun } from "../core/backfill-plan.ts";
import { nextSlot, previousSlot } from "../core/backfill-slots.ts";
import { boundRange, checkBackfill, decideSlot } from "../core/backfill.ts";
import type { BackfillSpec } from "../core/backfill.ts";
import { formatDagId } from "../core/ids.ts";
import type { ControlBackfill, CreateBackfill } from "../core/objects.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import type { DagRunInfo } from "../core/timetable.ts";
import type { BackfillView } from "../core/views.ts";
import { BackfillSteps } from "./dag-backfill-steps.ts";
import type { Started } from "./dag-backfill-steps.ts";
import { mayStart } from "./dag-backfill-due.ts";
import type { BackfillRow } from "./dag-backfill-store.ts";
import { stateOf } from "./dag-backfill-store.ts";
import { checkConf } from "./conf.ts";
import { allOf } from "./dag-runs.ts";
import type { DagRuns } from "./dag-runs.ts";
import type { DagState } from "./dag-state.ts";

/** Slots decided in one turn at most; a range whose slots are all left has more of them. */
const MAX_SLOTS = 500;
/** A call to another object that was begun and not seen to end is looked after when so many milliseconds have passed. */
const UNSURE = 30_000;
/** While a backfill goes on its progress is told to D1 this often, in milliseconds. */
const TELL_EVERY = 5_000;

const NOTHING_LEFT = { already_exists: 0, in_flight: 0, not_failed: 0, run_id_taken: 0, cancelled: 0 };

/**
 * A DAG's backfills, at most one of them active. Runs are made lazily: a cursor walks the timetable and stops while
 * `maxActiveRuns` runs are not over, so that ten years of hours are never written down at once. A slot's row, its run and
 * the cursor move in one transaction; whatever is lost after it is driven again.
 */
export class DagBackfills {
  readonly #dag: DagState;
  readonly #steps: BackfillSteps;
  readonly #armBy: (at: number) => void;

  constructor(dag: DagState, runs: DagRuns, armBy: (at: number) => void) {
    this.#dag = dag;
    this.#steps = new BackfillSteps(dag, runs);
    this.#armBy = armBy;
  }

  /** Why such a backfill cannot be made now. */
  check(spec: BackfillSpec): Result<null, Reason> {
    const { shipped, key } = this.#dag.world;
    const dag = formatDagId(key);
    if (shipped === null) return refuse({ code: "dag_stale", params: { dag } });
    const wrong = checkBackfill({ ...shipped.graph, dagId: dag }, spec, this.#dag.now());
    if (wrong !== null) return refuse(wrong);
    const conf = checkConf(shipped.graph, spec.conf ?? {});
    if (!conf.ok) return conf;
    const active = this.#dag.backfills.listOpen().find(({ state }) => state !== "cancelling");
    if (active === undefined) return succeed(null);
    return refuse({ code: "backfill_active", params: { dag, backfill: active.id } });
  }

  /** Writes a backfill down, once an id; from then on it will be done. */
  create({ id, spec, by }: CreateBackfill): Result<BackfillView, Reason> {
    const known = this.#dag.backfills.find(id);
    if (known !== null && JSON.stringify(known.spec) === JSON.stringify(spec)) return succeed(this.#view(known));
    // A database that was made anew gives its numbers again.
    if (known !== null) return refuse({ code: "backfill_id_taken", params: { backfill: id } });
    const checked = this.check(spec);
    if (!checked.ok) return checked;
    const now = this.#dag.now();
    const progress = { made: 0, rerun: 0, left: NOTHING_LEFT, at: null, isWalked: false };
    const times = { createdAt: now, updatedAt: now, endedAt: null };
    const told = { seq: 0, state: null, at: 0 };
    const row: BackfillRow = { id, spec, by, state: "running", ...times, cursor: null, progress, seq: 1, told };
    this.#dag.backfills.write(row);
    this.#armBy(now);
    return succeed(this.#view(row));
  }

  control({ id, action }: ControlBackfill): Result<BackfillView, Reason> {
    const row = this.#dag.backfills.find(id);
    if (row === null) return refuse({ code: "backfill_not_found", params: { backfill: id } });
    if (row.endedAt !== null) return refuse({ code: "backfill_over", params: { backfill: id } });
    const now = this.#dag.now();
    if (action === "cancel") this.#steps.change(row, { state: "cancelling", endedAt: now });
    else if (row.state !== STATE_AFTER[action]) this.#steps.change(row, { state: STATE_AFTER[action] });
    this.#armBy(now);
    return succeed(this.#view(this.#dag.backfills.find(id) ?? row));
  }

  find(id: number): BackfillView | null {
    const row = this.#dag.backfills.find(id);
    return row === null ? null : this.#view(row);
  }

  listRunStates(from: number, to: number, limit: number): readonly ExistingRun[] {
    return this.#dag.backfills.listRunStates(from, to, limit);
  }

  /** Drives all backfills as far as they can go now. */
  async advance(): Promise<void> {
    const open = this.#dag.backfills.listOpen();
    const drive = open.map(({ id, state }) => () => {
      return state === "cancelling" ? this.#steps.finishCancel(id) : this.#drive(id);
    });
    await allOf([() => this.#admitWaiting(), ...drive]);
  }

  async #drive(id: number): Promise<void> {
    const started = this.#decideSlots(id);
    await this.#steps.follow(started);
    this.#steps.conclude(id);
    if (started.hasMore) this.#armBy(this.#dag.now());
  }

  /** Decides as many slots as there are free places, in one transaction with all that is written down about them. */
  #decideSlots(id: number): Started {
    const adopting = this.#dag.backfills.listAdopting(id);
    const row = this.#dag.backfills.find(id);
    if (row?.state !== "running" || row.progress.isWalked || !mayStart(this.#dag))
      return { made: [], adopting, hasMore: false };
    const started = this.#dag.store.transact(() => this.#walk(row));
    if (started.made.length + started.adopting.length > 0) this.#armBy(this.#dag.now() + UNSURE);
    return { ...started, adopting: [...adopting, ...started.adopting] };
  }

  #walk(row: BackfillRow): Started {
    const walk = this.#steps.beginWalk(row);
    const free = row.spec.maxActiveRuns - this.#dag.backfills.countActive(row.id);
    for (let decided = 0; walk.taken < free && !walk.isOver && decided < MAX_SLOTS; decided += 1) {
      const slot = this.#findSlot(row, walk.cursor);
      if (slot === null) walk.end();
      else {
        const run = this.#dag.backfills.findRunAt(slot.logicalDate);
        walk.decide(slot, run, decideSlot(run === null ? null : stateOf(run), row.spec.reprocess));
      }
    }
    const started = walk.write();
    return { ...started, hasMore: walk.taken < free && !walk.isOver };
  }

  /** The timetable is the one deployed now; the range ends when the backfill was made. */
  #findSlot({ spec, createdAt }: BackfillRow, cursor: BackfillRow["cursor"]): DagRunInfo | null {
    const timetable = this.#dag.world.shipped?.graph.timetable ?? { kind: "none" as const };
    const find = spec.reverse ? previousSlot : nextSlot;
    return find(timetable, boundRange(spec, createdAt), cursor);
  }

  /** Runs that wait: taken over just now, or cleared by somebody. Those of a paused backfill go on waiting. */
  async #admitWaiting(): Promise<void> {
    const { backfills } = this.#dag;
    if (!mayStart(this.#dag)) return;
    for (const { runId, backfillId } of backfills.listWaiting(100, null)) await this.#steps.admit(runId, backfillId);
  }

  /** Tells D1 what is new: a change of state at once, progress now and then. */
  async tell(): Promise<void> {
    const now = this.#dag.now();
    for (const row of this.#dag.backfills.listUntold()) {
      if (row.state === row.told.state && now < row.told.at + TELL_EVERY) continue;
      await this.#dag.world.peers.projectBackfill(this.#view(row));
      const newest = this.#dag.backfills.find(row.id);
      if (newest !== null) this.#dag.backfills.write({ ...newest, told: { seq: row.seq, state: row.state, at: now } });
    }
  }

  #view(row: BackfillRow): BackfillView {
    const { team, dagId } = this.#dag.world.key;
    const { id, spec, by, state, createdAt, updatedAt, endedAt, progress, seq } = row;
    return { team, dagId, id, spec, by, state, createdAt, updatedAt, endedAt, progress, seq };
  }
}

const STATE_AFTER = { pause: "paused", unpause: "running" } as const;
