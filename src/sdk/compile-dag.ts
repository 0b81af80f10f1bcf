import type { Graph } from "../core/graph.ts";
import { DEFAULT_TEAM, isDagId } from "../core/ids.ts";
import type { Timetable } from "../core/timetable.ts";
import { add } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import { compileCatchup, compilePolicies, compileTimetable } from "./compile-schedule.ts";
import type { DagDefinition } from "./definition.ts";
import { describeParams } from "./params.ts";
import { readCount, readDuration, readFlag, readInstant, readText, readTexts, refuseUnknown } from "./read-option.ts";
import type { Options } from "./read-option.ts";

const KNOWN = [
  "schedule",
  "startDate",
  "endDate",
  "catchup",
  "overlap",
  "jitter",
  "maxConsecutiveFailedDagRuns",
  "params",
  "defaults",
  "maxActiveRuns",
  "maxActiveTasks",
  "dagrunTimeout",
  "failFast",
  "tags",
  "owners",
  "team",
  "description",
  "displayName",
  "isPausedUponCreation",
] as const;

/** Airflow's max_active_runs_per_dag. */
const MAX_ACTIVE_RUNS = 16;

/** What a graph says of its DAG as a whole. */
export function compileDag(report: Report, definition: DagDefinition): Omit<Graph, "groups" | "tasks"> {
  const options: Options = { report, raw: definition.options };
  refuseUnknown(options, KNOWN);
  if (!isDagId(definition.id)) add(report, "dag_id_invalid");
  const timetable = compileTimetable(options);
  return {
    v: 1,
    team: compileTeam(options),
    dagId: definition.id,
    displayName: readText(options, "displayName", null),
    description: readText(options, "description", null),
    owners: readTexts(options, "owners"),
    tags: readTexts(options, "tags"),
    timetable,
    startDate: readInstant(options, "startDate"),
    endDate: readInstant(options, "endDate"),
    ...compileCatchup(options),
    ...compilePolicies(options),
    maxActiveRuns: readCount(options, "maxActiveRuns", MAX_ACTIVE_RUNS, 1),
    maxActiveTasks: readCount(options, "maxActiveTasks", null, 1),
    dagrunTimeout: readDuration(options, "dagrunTimeout", null),
    failFast: readFlag(options, "failFast", false),
    isPausedUponCreation: readFlag(options, "isPausedUponCreation", false),
    ...compileParams(options, timetable),
  };
}

function compileTeam(options: Options): string {
  const team = readText(options, "team", DEFAULT_TEAM);
  if (!isDagId(team)) add(options.report, "team_invalid", { team });
  return team;
}

/** As in Airflow, a DAG that runs by itself must know all of its params. */
function compileParams({ report, raw }: Options, timetable: Timetable): Pick<Graph, "paramsSchema" | "paramsDefaults"> {
  if (raw["params"] === undefined) return { paramsSchema: null, paramsDefaults: {} };
  const params = describeParams(raw["params"]);
  if (!params.ok) {
    add(report, "params_invalid", { problem: params.error });
    return { paramsSchema: null, paramsDefaults: {} };
  }
  const { schema, defaults, required } = params.value;
  if (timetable.kind !== "none" && required.length > 0) {
    add(report, "params_without_default", { names: required.join(", ") });
  }
  return { paramsSchema: schema, paramsDefaults: defaults };
}
