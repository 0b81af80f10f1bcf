import type { Advance } from "../core/advance.ts";
import type { Batch } from "../core/batch.ts";
import type { InstanceKey } from "../core/ids.ts";
import type { RunNews } from "../core/live.ts";
import type { AttemptFinish, LogChunk } from "../core/protocol.ts";
import type { Run } from "../core/run.ts";
import { CLOSE_GONE, parseRequest } from "../live/messages.ts";
import type { LogLines, RunChanges } from "../live/messages.ts";
import { describeCells, describeChanges, describeSnapshot, listTouched, toLiveRun } from "./live-views.ts";
import type { Clock, Host } from "./ports.ts";
import type { RunAccess } from "./run-access.ts";
import { RunOutbox, type OutboxWorld } from "./run-outbox.ts";
import { viewRun } from "./run-views.ts";
import type { Sockets } from "./sockets.ts";

/** Changes wait this long for more before the DAG is told of them. Milliseconds. */
const GATHER = 20;

type Logged = InstanceKey & { readonly tryNumber: number; readonly logs: LogChunk | null };

export interface LiveWorld {
  readonly sockets: Sockets;
  readonly clock: Clock;
  readonly host: Host;
  /** Tells the DAG; false when nobody watches it any more. */
  readonly tellDag: (news: RunNews) => Promise<boolean>;
}

/**
 * What a run tells to those who watch it, and to its DAG while somebody watches that. Whoever is not there costs
 * nothing: no request, no row.
 */
export class RunLive {
  readonly #world: LiveWorld;
  readonly #touched = new Set<number>();
  /** Null until it was looked up. */
  #isDagWatched: boolean | null = null;
  #before: number | null = null;
  #published: RunChanges["xcoms"] = [];

  constructor(world: LiveWorld) {
    this.#world = world;
  }

  /** A journal row was written. */
  follow(access: RunAccess, run: Run, batch: Batch): void {
    const { sockets, clock } = this.#world;
    if (!sockets.isEmpty) sockets.broadcast(describeChanges(run, batch, this.#published), clock.now());
    this.#isDagWatched ??= access.store.readMark("watched") > 0;
    if (this.#isDagWatched) this.#gather(access, listTouched(batch), batch.seq - 1);
  }

  /** What attempts bring along that are about to finish: it is told with what that changes. */
  finish<T>(finishes: readonly AttemptFinish[], take: () => T): T {
    if (this.#world.sockets.isEmpty) return take();
    this.#published = finishes.flatMap(({ taskId, mapIndex, xcoms }) =>
      xcoms.map(({ key }) => [taskId, mapIndex, key] as const),
    );
    this.logged(finishes);
    const taken = take();
    this.#published = [];
    return taken;
  }

  #gather(access: RunAccess, tasks: readonly number[], before: number): void {
    for (const task of tasks) this.#touched.add(task);
    if (this.#before !== null) return;
    this.#before = before;
    this.#world.host.later(GATHER, () => this.#world.host.background(() => this.#tell(access)));
  }

  /** From now on the DAG hears of changes, and first of all there is, until it says that nobody is there. */
  watch(access: RunAccess): void {
    const run = access.load();
    if (run === null) return;
    if (access.store.readMark("watched") === 0) access.store.writeMark("watched", 1);
    this.#isDagWatched = true;
    const all = run.tasks.map(({ place }) => place.index);
    this.#gather(access, all, 0);
  }

  async #tell(access: RunAccess): Promise<void> {
    const run = access.load();
    const before = this.#before;
    const touched = new Set(this.#touched);
    this.#touched.clear();
    this.#before = null;
    if (run === null || before === null || (await this.#world.tellDag(describeNews(run, before, touched)))) return;
    this.#isDagWatched = false;
    access.store.forgetMark("watched");
  }

  /** Lines came in with a call. A repeat is told again: its numbers say so. */
  logged(attempts: readonly Logged[]): void {
    const { sockets, clock } = this.#world;
    if (sockets.isEmpty) return;
    for (const attempt of attempts) {
      const { logs } = attempt;
      if (logs === null || logs.lines.length === 0) continue;
      const name = nameAttempt(attempt);
      sockets.broadcast(describeLines(attempt, logs), clock.now(), (attached) => attached.logs === name);
    }
  }

  accept(access: RunAccess): Response {
    const run = access.load();
    if (run === null) return new Response(null, { status: 404 });
    return this.#world.sockets.accept([describeSnapshot(run)], this.#world.clock.now());
  }

  /** Somebody asks for lines: those that are there come first, later ones as they come in. */
  receive(access: RunAccess, socket: WebSocket, text: string): void {
    const request = parseRequest(text);
    const { sockets, clock } = this.#world;
    if (request === null) return;
    if (request.kind === "unwatch_logs") return sockets.watchLogs(socket, null);
    sockets.watchLogs(socket, nameAttempt(request));
    const { taskId: task, mapIndex: map, tryNumber } = request;
    for (const { line, lines } of access.store.logs.read({ task, map, try: tryNumber }, request.from)) {
      sockets.send(socket, describeLines(request, { from: line, lines }), clock.now());
    }
  }

  end(): void {
    this.#world.sockets.close(CLOSE_GONE, "gone");
  }
}

function describeNews(run: Run, before: number, touched: ReadonlySet<number>): RunNews {
  return { v: 1, run: toLiveRun(viewRun(run)), before, cells: describeCells(run, touched) };
}

function nameAttempt({ taskId, mapIndex, tryNumber }: InstanceKey & { readonly tryNumber: number }): string {
  return `${taskId} ${mapIndex} ${tryNumber}`;
}

function describeLines({ taskId, mapIndex, tryNumber }: Omit<Logged, "logs">, { from, lines }: LogChunk): LogLines {
  return { kind: "logs", taskId, mapIndex, tryNumber, from, lines };
}

/** An outbox whose journal is watched as well. */
export class LiveOutbox extends RunOutbox {
  readonly #live: RunLive;

  constructor(world: OutboxWorld, live: RunLive) {
    super(world);
    this.#live = live;
  }

  override follow(engine: RunAccess, result: Advance): void {
    super.follow(engine, result);
    const run = engine.load();
    if (run !== null && result.batch !== null) this.#live.follow(engine, run, result.batch);
  }
}
