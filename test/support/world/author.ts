import type { TaskNode } from "../../../src/core/graph.ts";
import type { Graph } from "../../../src/core/graph.ts";
import { dag, defer, NonRetryable, RetryAfter, skip } from "../../../src/sdk/index.ts";
import type { Dag, TaskBody, TaskContext } from "../../../src/sdk/index.ts";
import type { Faults } from "./faults.ts";
import type { Invocation } from "./invocation.ts";

/** How often a task's code does what, besides succeeding; the rest of 1 is success. */
export interface Habits {
  readonly fail: number;
  readonly failForGood: number;
  readonly retryAfter: number;
  readonly skip: number;
  readonly defer: number;
  /** Of long attempts, in the tens of seconds. */
  readonly slow: number;
  /** Of outputs too large for a row. */
  readonly large: number;
}
export const GOOD_HABITS: Habits = {
  fail: 0,
  failForGood: 0,
  retryAfter: 0,
  skip: 0,
  defer: 0,
  slow: 0,
  large: 0,
};

/** A start of author code, as told to someone who keeps count outside. */
export interface AuthorStart {
  /** Messages it has logged so far; added to as it goes. */
  readonly said: string[];
  readonly ctx: Pick<TaskContext, "team" | "dagId" | "runId" | "taskId" | "mapIndex" | "tryNumber" | "idempotencyKey">;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Lines of one that logs without end; a limit cuts it. */
const FLOOD = 60;

/** An output that names the attempt that made it. */
export interface Stamp {
  readonly stamp: string;
  readonly item: number;
}

/** Author code, simulated: takes its time, logs, reads inputs, and ends in any way a real one can. */
export class Author {
  readonly #faults: Faults;
  readonly #habits: Habits;
  readonly #tell: (start: AuthorStart) => void;
  /** Answers in place of drawn ones, by task id. */
  readonly scripted = new Map<string, (ctx: TaskContext, input: Readonly<Record<string, unknown>>) => unknown>();

  constructor(faults: Faults, habits: Habits, tell: (start: AuthorStart) => void) {
    this.#faults = faults;
    this.#habits = habits;
    this.#tell = tell;
  }

  /** A graph's code, as one invocation has it loaded. */
  load(graph: Graph, invocation: Invocation): Dag {
    const bodies = new Map<string, TaskBody>();
    for (const node of graph.tasks) {
      const { kind } = node;
      const labels = new Set(Object.keys(node.arms ?? {}));
      bodies.set(node.id, {
        kind,
        every: node.sensor?.every ?? null,
        arms: kind === "branch" ? { labels, isClosed: true } : null,
        run: (input, ctx) => this.#perform(node, invocation, input, ctx),
      });
    }
    return { ...dag(graph.dagId), bodies };
  }

  async #perform(
    node: TaskNode,
    invocation: Invocation,
    input: Readonly<Record<string, unknown>>,
    ctx: TaskContext,
  ): Promise<unknown> {
    const said: string[] = [];
    const log = (message: string): void => {
      said.push(message);
      ctx.log(message);
    };
    this.#tell({ ctx, input, said });
    const script = this.scripted.get(node.id);
    if (script !== undefined) return await script(ctx, input);
    const { random } = this.#faults;
    if (random.chance(0.4)) log(`${ctx.idempotencyKey} begins`);
    if (this.#faults.strikes("author_floods")) for (let line = 0; line < FLOOD; line += 1) log(`line ${line}`);
    await this.#mayHang();
    await invocation.wait(this.#drawDuration());
    await this.#mayHang();
    if (random.chance(0.3)) log(`${ctx.idempotencyKey} ends`);
    return this.#end(node, ctx);
  }

  async #mayHang(): Promise<void> {
    if (this.#faults.strikes("author_hangs")) await new Promise(() => undefined);
  }

  #drawDuration(): number {
    const { random } = this.#faults;
    return random.chance(this.#habits.slow) ? random.between(5_000, 90_000) : random.between(1, 800);
  }

  #end(node: TaskNode, ctx: TaskContext): unknown {
    const { random } = this.#faults;
    const { fail, failForGood, retryAfter, skip: skips, defer: defers } = this.#habits;
    const ways: readonly (readonly [number, () => unknown])[] = [
      [fail, () => throwError(new Error("drawn"))],
      [failForGood, () => throwError(new NonRetryable("drawn"))],
      [retryAfter, () => throwError(new RetryAfter(`${random.between(1, 60)}s`))],
      [skips, () => skip("drawn")],
      [defers, () => defer({ until: `${random.between(1, 90)}s`, resume: ctx.tryNumber })],
    ];
    let drawn = random.next();
    for (const [share, end] of ways) {
      if (drawn < share) return end();
      drawn -= share;
    }
    return this.#answer(node, ctx);
  }

  #answer(node: TaskNode, ctx: TaskContext): unknown {
    const { random } = this.#faults;
    const stamp = ctx.idempotencyKey;
    switch (node.kind) {
      case "sensor":
        return random.chance(0.5);
      case "short_circuit":
        return random.chance(0.7);
      case "branch":
        return Object.keys(node.arms ?? {}).filter(() => random.chance(0.6));
      case "task":
      case "empty":
      case "latest_only":
        if (random.chance(this.#habits.large)) return [{ stamp, item: 0, large: true }];
        return Array.from({ length: random.int(5) }, (_, item): Stamp => ({ stamp, item }));
    }
  }
}

function throwError(error: Error): never {
  throw error;
}
