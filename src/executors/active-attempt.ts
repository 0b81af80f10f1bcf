import type { InstanceKey } from "../core/ids.ts";
import type { HeartbeatRequest, Lease, Leases, Outcome, RunIdentity, XComWrite } from "../core/protocol.ts";
import type { AttemptFinish } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { carryOut } from "../sdk/index.ts";
import type { CarriedOut, Configuration, TaskContext } from "../sdk/index.ts";
import { AttemptLog } from "./attempt-log.ts";
import type { LogLimits, Registry } from "./contract.ts";
import type { Values } from "./values.ts";

export interface AttemptWorld {
  readonly registry: Registry;
  readonly values: Values;
  /** The Worker's bindings, for author code. */
  readonly env: TaskContext["env"];
  /** Absent: there are no variables and no connections. */
  readonly configuration?: Configuration;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls once after `delay` ms; the returned function calls it off. */
  readonly timeout: (delay: number, work: () => void) => () => void;
  readonly log: LogLimits;
}

/** The run an attempt belongs to, and the values its inputs point into. */
export interface Leased {
  readonly run: RunIdentity;
  readonly values: Leases["values"];
}

/** Most author code asks for no signal, and making one costs more than a small task. */
class LazyAbort {
  #controller: AbortController | null = null;
  #reason: Error | null = null;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== null) this.#controller.abort(this.#reason);
    return this.#controller.signal;
  }
  abort(reason: Error): void {
    this.#reason = reason;
    this.#controller?.abort(reason);
  }
}

/** One attempt in the hands of a carrier. */
export class ActiveAttempt {
  readonly log: AttemptLog;
  readonly #world: AttemptWorld;
  readonly #leased: Leased;
  readonly #lease: Lease;
  readonly #abort = new LazyAbort();
  #giveUp: (outcome: Outcome | null) => void = () => undefined;

  constructor(world: AttemptWorld, leased: Leased, lease: Lease) {
    this.#world = world;
    this.#leased = leased;
    this.#lease = lease;
    this.log = new AttemptLog(world.log, lease.logFrom);
  }

  key(): InstanceKey {
    const { taskId, mapIndex } = this.#lease;
    return { taskId, mapIndex };
  }

  beat(): HeartbeatRequest["attempts"][number] {
    const { token, tryNumber } = this.#lease;
    return { ...this.key(), token, tryNumber, logs: this.log.take() };
  }

  /** The run no longer wants this attempt: author code is told, and nobody waits for it. */
  stop(): void {
    this.#abort.abort(new DOMException("The attempt was cancelled or superseded", "AbortError"));
    this.#giveUp(null);
  }

  /** How it ended; null when it was stopped and there is nothing to report. Never throws. */
  async perform(): Promise<AttemptFinish | null> {
    const interrupted = new Promise<Outcome | null>((resolve) => {
      this.#giveUp = resolve;
    });
    const { executionTimeout } = this.#lease;
    const callOff =
      executionTimeout === null
        ? () => undefined
        : this.#world.timeout(executionTimeout, () => this.#timeOut(executionTimeout));
    const finished = this.#run();
    const first = await Promise.race([finished, interrupted]);
    callOff();
    if (first === null) return null;
    return "xcoms" in first ? first : this.#report(first, [], []);
  }

  #timeOut(timeout: number): void {
    this.#abort.abort(
      new DOMException(`The attempt took longer than its execution timeout of ${timeout} ms`, "TimeoutError"),
    );
    this.#giveUp(fail({ code: "execution_timeout", params: { timeout } }, true));
  }

  async #run(): Promise<AttemptFinish> {
    try {
      const { run } = this.#leased;
      const dag = await this.#world.registry.resolve(run);
      if (dag === null)
        return this.#fail({ code: "version_unavailable", params: { bundle: run.bundleId, dag: run.dagId } });
      const input = await this.#world.values.readInputs(this.#leased, this.#lease.inputs);
      if (!input.ok) return this.#fail(input.error);
      const abort = this.#abort;
      const host = {
        env: this.#world.env,
        configuration: this.#world.configuration,
        get signal() {
          return abort.signal;
        },
        now: this.#world.now,
        locate: this.#world.registry.locate,
        log: this.log.add.bind(this.log),
      };
      return await this.#publish(await carryOut(dag, { run, facts: this.#lease }, input.value, host));
    } catch (error) {
      // Loading code or storing values failed, not the author's code: another try may do better.
      const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return this.#report(fail({ code: "executor_error", params: { message } }, true), [], []);
    }
  }

  /** Large values are stored before the finish that names them. */
  async #publish(done: CarriedOut): Promise<AttemptFinish> {
    const writes: XComWrite[] = [];
    const values = [...done.xcoms].map(([key, value]) => ({ key, value }));
    if (done.output !== undefined) values.push({ key: "return_value", value: done.output });
    for (const { key, value } of values) {
      const written = await this.#world.values.write(this.#leased.run, key, value);
      if (!written.ok) return this.#fail(written.error);
      writes.push(written.value);
    }
    return this.#report(done.outcome, writes, done.events);
  }

  #fail(reason: Reason): AttemptFinish {
    return this.#report(fail(reason, false), [], []);
  }

  #report(outcome: Outcome, xcoms: AttemptFinish["xcoms"], events: AttemptFinish["events"]): AttemptFinish {
    const { token, tryNumber } = this.#lease;
    return { ...this.key(), token, tryNumber, outcome, xcoms, events, logs: this.log.take() };
  }
}

function fail(reason: Reason, retryable: boolean): Outcome {
  return { type: "fail", reason, retryable };
}
