import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { NODE_ARGUMENTS } from "../../src/local/node-arguments.ts";
import type { CompileAnswer, CompileJob } from "./compile-messages.ts";
import { readStuckStack } from "./stuck-stack.ts";

/** What became of one job: an answer, or the end of the process without one. */
export type CompileOutcome =
  | CompileAnswer
  | { readonly kind: "timed_out"; readonly stack: string }
  | { readonly kind: "vanished"; readonly how: string };

export interface Compiler {
  /** Starts the process, so that it is ready when the first job comes. */
  warm(): void;
  /** Jobs run one after the other. */
  compile(job: CompileJob): Promise<CompileOutcome>;
  close(): void;
}

/** A process keeps every module it ever loaded, so it is renewed now and then. */
const MOST_JOBS = 1000;

/**
 * Compiles bundles in one child process, made anew after a file hung, crashed or ended it. A file that fails this way in
 * a process others used before is tried once more alone, so that no file is blamed for its neighbour.
 * `timeLimit` is milliseconds for one file.
 */
export function createCompiler(timeLimit: number): Compiler {
  const holder = createProcessHolder();
  let turn: Promise<unknown> = Promise.resolve();

  const tryOnce = async (job: CompileJob): Promise<{ outcome: CompileOutcome; isCertain: boolean }> => {
    const { child, jobs, ready } = holder.use();
    await ready;
    const outcome = await ask(child, job, timeLimit);
    const isOver = outcome.kind === "timed_out" || outcome.kind === "vanished" || outcome.kind === "crashed";
    if (isOver || jobs >= MOST_JOBS) holder.drop();
    return { outcome, isCertain: !isOver || jobs === 1 };
  };
  const compile = async (job: CompileJob) => {
    const first = await tryOnce(job);
    return first.isCertain ? first.outcome : (await tryOnce(job)).outcome;
  };
  return {
    warm: () => holder.warm(),
    compile(job) {
      const result = turn.then(() => compile(job));
      turn = result.catch(() => undefined);
      return result;
    },
    close: () => holder.drop(),
  };
}

interface Held {
  readonly child: ChildProcess;
  /** It has loaded the product, or ended: from here on time is the file's. */
  readonly ready: Promise<unknown>;
  /** Files that ran here: what goes wrong in a later one may be an earlier one's doing. */
  jobs: number;
}

/** One process at a time, started when it is needed and forgotten when it ends. */
function createProcessHolder() {
  let held: Held | null = null;
  const start = (): Held => {
    const child = startProcess();
    child.once("exit", () => {
      if (held?.child === child) held = null;
    });
    return { child, ready: Promise.race([once(child, "message"), once(child, "exit")]), jobs: 0 };
  };
  const warm = () => (held ??= start());
  return {
    warm,
    use() {
      const current = warm();
      current.jobs += 1;
      return current;
    },
    drop() {
      held?.child.kill("SIGKILL");
      held = null;
    },
  };
}

function startProcess(): ChildProcess {
  const child = fork(join(import.meta.dirname, "compile-process.ts"), [], {
    // What author code prints is no output of the generator.
    stdio: ["ignore", 2, "pipe", "ipc"],
    execArgv: [...NODE_ARGUMENTS, "--inspect-port=0"],
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    if (!/Debugger (listening|attached)|^For help, see/.test(chunk.toString())) process.stderr.write(chunk);
  });
  return child;
}

function ask(child: ChildProcess, job: CompileJob, timeLimit: number): Promise<CompileOutcome> {
  return new Promise((resolve) => {
    const finish = (outcome: CompileOutcome) => {
      clearTimeout(timer);
      child.off("message", onMessage).off("exit", onExit).off("error", onError);
      resolve(outcome);
    };
    const onMessage = (answer: CompileAnswer) => finish(answer);
    const onExit = (code: number | null, signal: string | null) =>
      finish({ kind: "vanished", how: signal === null ? `exit code ${code}` : signal });
    const onError = (error: Error) => finish({ kind: "vanished", how: error.message });
    const onTime = async () => finish({ kind: "timed_out", stack: await readStuckStack(child) });
    const timer = setTimeout(() => void onTime(), timeLimit);
    child.on("message", onMessage).on("exit", onExit).on("error", onError);
    child.send(job);
  });
}
