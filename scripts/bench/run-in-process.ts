import { fork, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Measurement } from "./measurement.ts";
import type { WorldSettings } from "./world.ts";

/** The folder is the process's own, removed when it is over. */
export type ProcessRequest = Omit<WorldSettings, "note">;

export type ProcessAnswer =
  | { readonly kind: "measured"; readonly measurements: readonly Measurement[] }
  | { readonly kind: "phase"; readonly phase: string }
  | { readonly kind: "failed"; readonly message: string };

/** Longer than any workload takes, at the edge's latencies, too. Milliseconds. */
const LONGEST = 400_000;

type Outcome = Exclude<ProcessAnswer, { kind: "phase" }>;

/** Measures one workload in a new process. One that hangs is ended, and its runtimes with it. */
export async function runInProcess(request: Omit<ProcessRequest, "folder">): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), `tradewind-bench-${request.workload}-`));
  const child = fork(join(import.meta.dirname, "workload-process.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const outcome = waitOutcome(child);
  child.send({ ...request, folder });
  const answer = await outcome;
  if (answer.kind === "failed") child.kill("SIGKILL");
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return answer;
}

function waitOutcome(child: ChildProcess): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  let phase = "its start";
  const fail = (how: string) => resolve({ kind: "failed", message: `${how}; it had come to: ${phase}` });
  const timer = setTimeout(() => fail(`not over after ${LONGEST} ms`), LONGEST);
  child.on("message", (answer: ProcessAnswer) => {
    if (answer.kind === "phase") ({ phase } = answer);
    else resolve(answer);
  });
  child.once("exit", (code, signal) => fail(`ended with ${signal ?? code}`));
  child.once("error", (error) => fail(error.message));
  return promise.finally(() => clearTimeout(timer));
}
