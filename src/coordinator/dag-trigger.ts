import { formatDagId, formatRunId, isRunId } from "../core/ids.ts";
import type { RunIdentity } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import { refuse, succeed } from "../core/result.ts";
import type { Result } from "../core/result.ts";
import { inferManualDataInterval } from "../core/timetable.ts";
import type { TriggerRequest } from "../core/views.ts";
import { checkConf } from "./conf.ts";
import type { DagState } from "./dag-state.ts";

/** What a run by hand is, as far as its caller leaves it open. Errors: `dag_stale`, `conf_invalid`, `run_id_invalid`. */
export function identifyTrigger(dag: DagState, request: TriggerRequest): Result<RunIdentity, Reason> {
  const { shipped, host } = dag.world;
  if (shipped === null) return refuse(nameDag(dag, "dag_stale"));
  const conf = checkConf(shipped.graph, request.conf);
  if (!conf.ok) return conf;
  const { logicalDate } = request;
  const inferred = logicalDate === null ? null : inferManualDataInterval(shipped.graph.timetable, logicalDate);
  const dataInterval = request.dataInterval ?? inferred;
  const runAfter = request.runAfter ?? dataInterval?.end ?? dag.now();
  const { partitionKey, triggeredBy, triggeringUser, runType = "manual" } = request;
  const suffix = logicalDate === null ? host.createToken().slice(0, 8) : "";
  const runId = request.runId ?? formatRunId(runType, runAfter, suffix);
  if (!isRunId(runId)) return refuse({ code: "run_id_invalid", params: { run: runId } });
  const run = { runId, logicalDate, dataInterval, runAfter, partitionKey, runType };
  return succeed(dag.identify({ ...run, triggeredBy, triggeringUser, conf: conf.value }));
}

export function explainTaken(taken: "run_id" | "logical_date", identity: RunIdentity): Reason {
  const { runId, logicalDate } = identity;
  const params = { dag: formatDagId(identity) };
  return taken === "run_id"
    ? { code: "run_id_taken", params: { ...params, run: runId } }
    : { code: "logical_date_taken", params: { ...params, logicalDate: new Date(logicalDate ?? 0).toISOString() } };
}

export function nameDag(dag: DagState, code: string): Reason {
  return { code, params: { dag: formatDagId(dag.world.key) } };
}
