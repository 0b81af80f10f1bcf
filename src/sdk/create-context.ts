import { isSameAsset } from "../core/asset.ts";
import { formatIdempotencyKey } from "../core/ids.ts";
import type { Json } from "../core/json.ts";
import type { AssetEvent, Lease, LogLine, RunIdentity } from "../core/protocol.ts";
import type { Configuration } from "./configuration.ts";
import type { TaskContext } from "./context.ts";
import type { Env } from "./env.ts";
import { createLog } from "./log.ts";
import { checkInlet, Emission } from "./emission.ts";
import { NonRetryable } from "./outcome.ts";
import type { Readers } from "./read-configuration.ts";
import { toJson } from "./to-json.ts";

/** What of a lease a context tells. */
export type AttemptFacts = Pick<
  Lease,
  "taskId" | "mapIndex" | "tryNumber" | "maxTries" | "kind" | "resume" | "outlets" | "outletAliases" | "inlets"
>;

/** What carries an attempt out gives: bindings, a way to stop, a clock, a place for log lines. */
export interface AttemptHost {
  readonly env: Env;
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: (line: LogLine) => void;
  /** Names the author's file and line in the frames of a text. Absent: the code runs as it was written. */
  readonly locate?: ((text: string) => string) | undefined;
  /** Absent: there are no variables and no connections. */
  readonly configuration?: Configuration | undefined;
}

export interface Recorded {
  readonly context: TaskContext;
  /** What `xcom.push` published, by key. */
  readonly xcoms: ReadonlyMap<string, Json>;
  /** One a declared outlet, with what `emit` said of it; to be kept if the attempt succeeds. */
  readonly listEvents: () => AssetEvent[];
}

/** Airflow's key of a task's return value. */
const RETURN_VALUE = "return_value";

/** A handler's context, and what the handler says through it. */
export function createContext(
  run: RunIdentity,
  facts: AttemptFacts,
  params: unknown,
  host: AttemptHost & Readers,
): Recorded {
  const xcoms = new Map<string, Json>();
  const { taskId, mapIndex } = facts;
  const emission = new Emission(facts, run.partitionKey);
  const triggering = run.assetEvents ?? [];
  const context: TaskContext = {
    ...createFacts(run, facts),
    params,
    get signal() {
      return host.signal;
    },
    env: host.env,
    variable: host.variable,
    connection: host.connection,
    log: createLog((level, message, fields) => {
      host.log({ at: host.now(), level, source: "task", message, ...(fields === undefined ? {} : { fields }) });
    }),
    idempotencyKey: formatIdempotencyKey({ ...run, taskId, mapIndex }, facts.tryNumber),
    emit: emission.emit,
    triggeringAssetEvents: triggering,
    inletEvents: (inlet) => {
      checkInlet(facts, inlet);
      return triggering.filter(({ asset }) => isSameAsset(asset, inlet));
    },
    xcom: { push: (key, value) => void xcoms.set(key, checkXCom(key, value)) },
  };
  return { context, xcoms, listEvents: () => emission.list() };
}

type Told =
  | "params"
  | "signal"
  | "env"
  | "variable"
  | "connection"
  | "log"
  | "idempotencyKey"
  | "emit"
  | "triggeringAssetEvents"
  | "inletEvents"
  | "xcom";
type Facts = Omit<TaskContext, Told>;

function createFacts(run: RunIdentity, facts: AttemptFacts): Facts {
  const { team, dagId, runId, partitionKey, runType, conf, logicalDate, dataInterval, runAfter } = run;
  const { taskId, mapIndex, tryNumber, maxTries, resume } = facts;
  const names = { team, dagId, runId, taskId, mapIndex, tryNumber, maxTries };
  return {
    ...names,
    partitionKey,
    runType,
    conf,
    resume,
    logicalDate: logicalDate === null ? null : new Date(logicalDate),
    dataInterval:
      dataInterval === null ? null : { start: new Date(dataInterval.start), end: new Date(dataInterval.end) },
    runAfter: new Date(runAfter),
  };
}

function checkXCom(key: string, value: unknown): Json {
  if (key === RETURN_VALUE) throw new NonRetryable(`"${RETURN_VALUE}" is what the handler returns; push another key`);
  const copied = toJson(value);
  if (!copied.ok) {
    throw new NonRetryable(`XCom "${key}" is no JSON: ${copied.error.path} ${copied.error.problem}`);
  }
  return copied.value ?? null;
}
