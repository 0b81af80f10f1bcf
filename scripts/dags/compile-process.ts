// The process that runs author code at build time. Its parent may kill it at any moment; it holds nothing.
import { flushCompileCache } from "node:module";
import { Worker } from "node:worker_threads";
import { compile } from "../../src/sdk/compile.ts";
import { findDags } from "../../src/sdk/dag.ts";
import type { CompileAnswer, CompiledDag, CompileJob, Mistake, ThrownError } from "./compile-messages.ts";
import { importBundle, installModuleHooks } from "./module-hooks.ts";

class ExitCalled extends Error {
  readonly call: string;
  constructor(call: string) {
    super(call);
    this.call = call;
  }
}

const exit = process.exit.bind(process);
let exitCalled: ExitCalled | null = null;

/** Author code that ends the process gets an error instead, whose stack names the line. */
function refuseExit(): void {
  process.exit = (code) => {
    exitCalled ??= new ExitCalled(`process.exit(${code ?? ""})`);
    throw exitCalled;
  };
}

/** A file in an endless loop never sees that its parent is gone; another thread does. */
function dieWithParent(): void {
  const watch = `const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.kill(process.pid, "SIGKILL"), 1000);`;
  new Worker(watch, { eval: true, stdout: false, stderr: false }).unref();
  process.on("disconnect", () => exit(0));
}

function crash(error: unknown): void {
  const answer: CompileAnswer = { kind: "crashed", error: toThrown(error) };
  process.send?.(answer, () => exit(1));
}

async function answer(job: CompileJob): Promise<CompileAnswer> {
  exitCalled = null;
  try {
    const loaded = await importBundle(job.file, job.code);
    // A rejection nobody handles arrives after the microtasks; it belongs to this file, not to the next.
    await new Promise((resolve) => setImmediate(resolve));
    return exitCalled === null ? compileAll(loaded) : toExited(exitCalled);
  } catch (error) {
    return exitCalled === null ? { kind: "threw", error: toThrown(error) } : toExited(exitCalled);
  }
}

function compileAll(loaded: object): CompileAnswer {
  const found = findDags(loaded);
  if (found.length === 0) return { kind: "none" };
  const dags: CompiledDag[] = [];
  const mistakes: Mistake[] = [];
  for (const dag of found) {
    const result = compile(dag);
    if (result.ok) dags.push(result.value);
    else mistakes.push(...result.error);
  }
  return mistakes.length > 0 ? { kind: "invalid", mistakes } : { kind: "compiled", dags };
}

function toExited(error: ExitCalled): CompileAnswer {
  return { kind: "exited", call: error.call, error: toThrown(error) };
}

function toThrown(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { message: String(error), stack: "" };
  return { message: `${error.name}: ${error.message}`, stack: error.stack ?? "" };
}

installModuleHooks();
refuseExit();
dieWithParent();
process.on("uncaughtException", crash);
process.on("message", (job: CompileJob) => {
  void answer(job).then((result) => process.send?.(result));
});
process.send?.("ready");
// Its parent ends it by force, so nothing is written at the end.
flushCompileCache();
