import type { ActOnRun, Deed } from "../core/bulk.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import type { RunView } from "../core/protocol.ts";
import type { Run } from "../core/run.ts";
import { isRunEnded } from "../core/state.ts";
import type { RunEngine } from "./run-engine.ts";
import { NO_RUN } from "./run-reruns.ts";
import type { RunReruns } from "./run-reruns.ts";
import { viewRun } from "./run-views.ts";

type Of<Kind extends Deed["kind"]> = Extract<Deed, { readonly kind: Kind }>;

/** Does what a bulk asks, once: that it was done stands beside it in the same transaction. */
export class RunDeeds {
  readonly #engine: RunEngine;
  readonly #reruns: RunReruns;

  constructor(engine: RunEngine, reruns: RunReruns) {
    this.#engine = engine;
    this.#reruns = reruns;
  }

  /** Its DAG knows that it calls, so that nobody need be told before. */
  act(request: ActOnRun): Result<RunView, Reason> {
    const run = this.#engine.load();
    if (run === null) return refuse(NO_RUN);
    const refusal = this.#engine.store.hasDone(request.once) ? null : this.#do(run, request);
    return refusal === null ? succeed(viewRun(this.#engine.load() ?? run)) : refuse(refusal);
  }

  /** Why it cannot be done; null when it is. */
  #do(run: Run, request: ActOnRun): Reason | null {
    const { deed, by, once } = request;
    const writeMore = () => ({ writes: [() => this.#engine.store.noteDone(once)] });
    switch (deed.kind) {
      case "clear":
      case "rerun":
        return this.#clear(run, request, deed);
      case "mark":
        return this.#mark(run, request, deed);
      case "cancel":
        this.#engine.apply({ type: "cancel", state: deed.state, by }, writeMore);
        return null;
      case "hold":
      case "resume":
        if (isRunEnded(run.state)) return { code: "run_over", params: { run: run.identity.runId } };
        this.#engine.apply({ type: "hold", isHeld: deed.kind === "hold", by }, writeMore);
        return null;
      case "delete":
        return { code: "deed_unknown", params: { deed: deed.kind } };
    }
  }

  #clear(run: Run, { version, by, once }: ActOnRun, deed: Of<"clear" | "rerun">): Reason | null {
    const { kind: _kind, taskIds, conf, ...narrow } = deed;
    const known = [...run.topology.graph.tasks, ...(version?.graph.tasks ?? [])].map(({ id }) => id);
    const targets = listTargets(known, taskIds);
    if (targets.length === 0) return { code: "task_not_found", params: { task: (taskIds ?? []).join(", ") } };
    const base = { v: 1, targets, ...narrow, resetRun: true, dryRun: false, by } as const;
    const changes = { ...(version === undefined ? {} : { version }), ...(conf === null ? {} : { conf }) };
    const cleared = this.#reruns.clear({ ...base, ...changes }, () => ({
      writes: [() => this.#engine.store.noteDone(once)],
    }));
    return cleared.ok ? null : cleared.error;
  }

  #mark(run: Run, { by, once }: ActOnRun, { taskIds, state }: Of<"mark">): Reason | null {
    const known = run.topology.graph.tasks.map(({ id }) => id);
    const targets = listTargets(known, taskIds);
    if (targets.length === 0) return { code: "task_not_found", params: { task: taskIds.join(", ") } };
    const event = { type: "mark", targets, state, upstream: false, downstream: false, by } as const;
    this.#engine.apply(event, () => ({ writes: [() => this.#engine.store.noteDone(once)] }));
    return null;
  }
}

/** Of the tasks that are asked for, null being all, those that the run has. */
function listTargets(known: readonly string[], taskIds: readonly string[] | null) {
  const has = new Set(known);
  return [...(taskIds ?? has)].filter((id) => has.has(id)).map((taskId) => ({ taskId, mapIndex: null }));
}
