import type { Json } from "../core/json.ts";
import type { AssetEvent, RunIdentity } from "../core/protocol.ts";
import type { TaskContext } from "./context.ts";
import { createContext } from "./create-context.ts";
import type { AttemptFacts, AttemptHost } from "./create-context.ts";
import type { Dag } from "./dag.ts";
import { isDeferral, isSkip } from "./outcome.ts";
import { readParams } from "./params.ts";
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
  const { context, xcoms, listEvents } = createContext(run, facts, params.value, host);
  const ended = await settle(() => body.run(input, overrides === undefined ? context : { ...context, ...overrides }));
  if ("thrown" in ended) logError(ended.thrown, host);
  const attempted = toOutcome(body, ended, host.now());
  return { ...attempted, xcoms, events: attempted.outcome.type === "success" ? listEvents() : [] };
}

async function settle(run: () => Promise<unknown>): Promise<Ended> {
  try {
    return { returned: await run() };
  } catch (error) {
    return { thrown: error };
  }
}

function logError(thrown: unknown, host: AttemptHost): void {
  if (isSkip(thrown) || isDeferral(thrown)) return;
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  host.log({ at: host.now(), level: "error", source: "task", message });
}

function refuse(code: string, params: Readonly<Record<string, string>>): CarriedOut {
  const outcome = { type: "fail", reason: { code, params }, retryable: false } as const;
  return { outcome, output: undefined, xcoms: new Map(), events: [] };
}
