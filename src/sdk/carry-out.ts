import type { Json } from "../core/json.ts";
import type { AssetEvent, LogLine, RunIdentity } from "../core/protocol.ts";
import type { TaskContext } from "./context.ts";
import { createContext } from "./create-context.ts";
import type { AttemptFacts, AttemptHost } from "./create-context.ts";
import type { Dag } from "./dag.ts";
import { isDeferral, isSkip } from "./outcome.ts";
import { readParams } from "./params.ts";
import { createReaders } from "./read-configuration.ts";
import type { Readers } from "./read-configuration.ts";
import { SecretMasker } from "./secret-masker.ts";
import { toOutcome } from "./to-outcome.ts";
import type { Attempted, Ended } from "./to-outcome.ts";

export interface CarriedOut extends Attempted {
  /** Published besides the output; kept whatever the outcome, as in Airflow. */
  readonly xcoms: ReadonlyMap<string, Json>;
  /** Updates of the task's outlets; none unless it succeeded. */
  readonly events: readonly AssetEvent[];
}
export type Overrides = Partial<TaskContext>;

/** Carries out one attempt and never throws: whatever the body does becomes an outcome. All executors go through here. */
export async function carryOut(
  dag: Pick<Dag, "definition" | "bodies">,
  attempt: { readonly run: RunIdentity; readonly facts: AttemptFacts; readonly overrides?: Overrides },
  input: Readonly<Record<string, unknown>>,
  host: AttemptHost,
): Promise<CarriedOut> {
  const { run, facts, overrides } = attempt;
  const body = dag.bodies.get(facts.taskId);
  if (body === undefined) return refuse("task_missing", { task: facts.taskId, dag: run.dagId });
  const params = readParams(dag.definition, overrides?.conf ?? run.conf);
  if (!params.ok) return refuse("params_refused", { problem: params.error });
  const masker = new SecretMasker();
  const masked = maskHost(host, createReaders(run.team, host.configuration, masker), masker);
  const { context, xcoms, listEvents } = createContext(run, facts, params.value, masked);
  const ended = await settle(() => body.run(input, overrides === undefined ? context : { ...context, ...overrides }));
  const isError = "thrown" in ended && !isSkip(ended.thrown) && !isDeferral(ended.thrown);
  const unavailable = isError ? masked.explainUnavailable() : null;
  if (unavailable !== null) return startAgain(unavailable, masked);
  const told = isError ? { thrown: masker.maskThrown(ended.thrown) } : ended;
  if (isError) logError(ended.thrown, masked);
  const attempted = toOutcome(body, told, host.now());
  const outcome = masker.maskOutcome(attempted.outcome);
  return { ...attempted, outcome, xcoms, events: outcome.type === "success" ? listEvents() : [] };
}

/** The host as an attempt sees it: whatever leaves it as words goes by the masker. */
function maskHost(host: AttemptHost, readers: Readers, masker: SecretMasker): AttemptHost & Readers {
  return {
    ...readers,
    env: host.env,
    // Making a signal costs more than a small task.
    get signal() {
      return host.signal;
    },
    now: host.now,
    log: (line) => host.log(masker.maskLine(locateLine(line, host))),
  };
}

/** Whether the product logs an error or its author does: its frames name what the author wrote. */
function locateLine(line: LogLine, { locate }: AttemptHost): LogLine {
  const message = locate?.(line.message) ?? line.message;
  return message === line.message ? line : { ...line, message };
}

/** Milliseconds until an attempt that could not read its configuration begins again. */
const UNAVAILABLE_DELAY = 10_000;

/** As a sensor that looks again later: what it waits for is no fault of its own, and uses no try. */
function startAgain(why: string, host: AttemptHost): CarriedOut {
  const message = `${why}. The attempt begins again in ${UNAVAILABLE_DELAY / 1_000} s; no try is used.`;
  host.log({ at: host.now(), level: "warning", source: "engine", message });
  const outcome = { type: "reschedule", delay: UNAVAILABLE_DELAY } as const;
  return { outcome, output: undefined, xcoms: new Map(), events: [] };
}

async function settle(run: () => Promise<unknown>): Promise<Ended> {
  try {
    return { returned: await run() };
  } catch (error) {
    return { thrown: error };
  }
}

function logError(thrown: unknown, host: AttemptHost): void {
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  host.log({ at: host.now(), level: "error", source: "task", message });
}

function refuse(code: string, params: Readonly<Record<string, string>>): CarriedOut {
  const outcome = { type: "fail", reason: { code, params }, retryable: false } as const;
  return { outcome, output: undefined, xcoms: new Map(), events: [] };
}
