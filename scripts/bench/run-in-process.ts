import { fork } from "node:child_process";
import { join } from "node:path";
import type { Measurement, Profile, Workload } from "./measurement.ts";

export interface ProcessRequest {
  readonly workload: Workload;
  readonly profile: Profile;
  readonly repeats: number;
}

export type ProcessAnswer =
  | { readonly kind: "measured"; readonly measurements: readonly Measurement[] }
  | { readonly kind: "failed"; readonly message: string };

/** Longer than any workload takes. Milliseconds. */
const LONGEST = 240_000;

/** Measures one workload in a new process. One that hangs is ended, and its runtimes with it. */
export async function runInProcess(request: ProcessRequest): Promise<ProcessAnswer> {
  const child = fork(join(import.meta.dirname, "workload-process.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const { promise, resolve } = Promise.withResolvers<ProcessAnswer>();
  const timer = setTimeout(() => resolve({ kind: "failed", message: `not over after ${LONGEST} ms` }), LONGEST);
  child.once("message", (answer: ProcessAnswer) => resolve(answer));
  child.once("exit", (code, signal) => resolve({ kind: "failed", message: `ended with ${signal ?? code}` }));
  child.once("error", (error) => resolve({ kind: "failed", message: error.message }));
  child.send(request);
  const answer = await promise;
  clearTimeout(timer);
  const ended =
    child.exitCode === null && child.signalCode === null ? new Promise((done) => child.once("exit", done)) : null;
  if (answer.kind === "failed") child.kill("SIGKILL");
  await ended;
  return answer;
}
