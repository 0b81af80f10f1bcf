import type { Command } from "commander";
import type { Work } from "./cli.ts";
import { EXIT, Failure } from "./failure.ts";
import { formatSeconds, parseSpan } from "./moments.ts";
import { describeError, hear, refuse, take } from "./take.ts";

export interface WaitOptions {
  readonly timeout?: number;
}

export interface RunPath {
  readonly dag_id: string;
  readonly dag_run_id: string;
}

export function addWaitOptions(command: Command): Command {
  return command.option("--timeout <span>", "wait no longer than this (exit code 6)", parseSpan);
}

/** Seconds between two signs of life of the stream. */
const INTERVAL = 5;
/** A stream that broke is opened again this many times without a word in between. */
const TRIES = 5;

/** Until the run has ended. Throws a Failure of code 4 when it failed. */
export async function waitForRun(work: Work, path: RunPath, { timeout }: WaitOptions): Promise<void> {
  const { client, print, io } = work;
  const signal = timeout === undefined ? undefined : AbortSignal.timeout(timeout);
  let shown = "";
  const state = await followState(work, path, signal, (next) => {
    if (next !== shown && io.isTerminal) print.remark(`${path.dag_run_id}: ${print.state(next)}`);
    shown = next;
  });
  const run = await take(client.api.v2.dags[":dag_id"].dagRuns[":dag_run_id"].$get({ param: path }));
  const sentence = `${path.dag_id}: run ${path.dag_run_id} ${state === "failed" ? "" : "ended in "}${print.state(state)} after ${formatSeconds(run.duration)}.`;
  if (state !== "failed") return print.done(sentence, run);
  if (print.isJson) print.show(run, () => []);
  throw new Failure(EXIT.runFailed, `${sentence} \`tradewind runs why ${path.dag_id} ${path.dag_run_id}\` says why`);
}

type Told = (state: string) => void;

async function followState(work: Work, path: RunPath, signal: AbortSignal | undefined, tell: Told): Promise<string> {
  for (let tried = 1; ; tried += 1) {
    try {
      const state = await followStream(work, path, signal, (next) => {
        tried = 0;
        tell(next);
      });
      if (state !== null) return state;
    } catch (error) {
      if (signal?.aborted === true) throw new Failure(EXIT.timedOut, `Run ${path.dag_run_id} has not ended in time`);
      if (error instanceof Failure && error.code !== EXIT.unreachable) throw error;
      if (tried >= TRIES)
        throw new Failure(EXIT.unreachable, `The deployment does not answer: ${describeError(error)}`);
      await new Promise((resolve) => void setTimeout(resolve, 1_000));
    }
  }
}

/** Null when the stream ended before the run. */
async function followStream(work: Work, path: RunPath, signal: AbortSignal | undefined, tell: Told) {
  for await (const state of readStates(work, path, signal)) {
    tell(state);
    if (state === "success" || state === "failed") return state;
  }
  return null;
}

async function* readStates({ target }: Work, { dag_id, dag_run_id }: RunPath, signal: AbortSignal | undefined) {
  const path = [dag_id, "dagRuns", dag_run_id, "wait"].map(encodeURIComponent).join("/");
  // A stream of lines: the typed client reads whole bodies.
  const answer = await hear(
    fetch(`${target.url}/api/v2/dags/${path}?interval=${INTERVAL}`, {
      headers: { authorization: `Bearer ${target.token ?? ""}` },
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  if (!answer.ok || answer.body === null) throw refuse(answer.status, await answer.text());
  let rest = "";
  const decoder = new TextDecoder();
  for await (const part of answer.body) {
    const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield String((JSON.parse(line) as { state: unknown }).state);
  }
}
