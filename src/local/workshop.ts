import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { BundleOptions, Built } from "./bundle.ts";
import { NODE_ARGUMENTS } from "./node-arguments.ts";
import { ROOT } from "./root.ts";

/** What a person is told of the DAG files: a line about all, and the mends. */
export interface GeneratorReport {
  readonly summary: string;
  readonly errors: readonly string[];
}

export interface Made {
  readonly report: GeneratorReport;
  readonly built: Built;
}

export interface WorkshopOptions extends BundleOptions {
  /** Milliseconds that the import and compilation of one DAG file may take. */
  readonly timeLimit: number;
}

/** Turns DAG files and sources into the Worker's bundle, again and again. */
export interface Workshop {
  readonly script: string;
  /** Starts the tools, so that they are ready when the first call comes. */
  warm(): void;
  /** One call at a time. */
  make(): Promise<Made>;
  close(): void;
}

/** From the tools' process, one a call. */
export type WorkshopAnswer =
  | { readonly kind: "made"; readonly made: Made }
  | { readonly kind: "failed"; readonly message: string };

/** The tools take several times the memory of what they make, and half a second to start: they go when nobody edits for a while. */
const IDLE = 60_000;

/** The tools in a process of their own: what they load and what goes wrong in author code cannot reach the host. */
export function openWorkshop(options: WorkshopOptions): Workshop {
  let child: ChildProcess | null = null;
  let timer: NodeJS.Timeout | null = null;

  const take = (): ChildProcess => {
    if (child !== null) return child;
    const started = startProcess(options);
    started.once("exit", () => {
      if (child === started) child = null;
    });
    child = started;
    return started;
  };
  const close = () => {
    if (timer !== null) clearTimeout(timer);
    if (child?.connected === true) child.disconnect();
    child = null;
  };
  return {
    script: options.outFile,
    warm: () => void take(),
    async make() {
      if (timer !== null) clearTimeout(timer);
      const made = await ask(take());
      timer = setTimeout(close, IDLE).unref();
      return made;
    },
    close,
  };
}

function startProcess(options: WorkshopOptions): ChildProcess {
  return fork(join(ROOT, "scripts/dags/workshop-process.ts"), [JSON.stringify(options)], {
    execArgv: [...NODE_ARGUMENTS],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
}

function ask(child: ChildProcess): Promise<Made> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error("the process that builds ended"));
    child.once("exit", onExit);
    child.once("message", (answer: WorkshopAnswer) => {
      child.off("exit", onExit);
      if (answer.kind === "made") resolve(answer.made);
      else reject(new Error(answer.message));
    });
    child.send("make");
  });
}
