import type { Expand, GroupNode, TaskNode } from "../core/graph.ts";
import { TRIGGER_RULES } from "../core/trigger-rule.ts";
import type { TriggerRule } from "../core/trigger-rule.ts";
import { DEFAULT_EVERY } from "./body.ts";
import { compileAssets } from "./compile-asset.ts";
import { COMMON_OPTIONS, compileCommon, isRaw } from "./compile-common.ts";
import type { Common } from "./compile-common.ts";
import { listElements, wireExpand } from "./compile-expand.ts";
import { add, reportOn, show } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import { wireInputs, wireTask } from "./compile-wires.ts";
import type { Wiring } from "./compile-wires.ts";
import type { GroupDefinition, TaskDefinition } from "./definition.ts";
import { EXPAND_OPTIONS } from "./expand-options.ts";
import { readChoice, readDuration, readFlag, readText, refuseUnknown } from "./read-option.ts";
import type { Options } from "./read-option.ts";

/** A task on its way: edges may still come from chains and groups, arms from tasks written later. */
export interface Draft extends Wiring {
  readonly task: TaskDefinition;
  readonly node: Omit<TaskNode, "upstream" | "arms">;
  /** The arms it hangs on. */
  readonly when: readonly { readonly branch: string; readonly label: string }[];
}

const WIRE_OPTIONS = ["in", "after", "when", "triggerRule", "inlets", "outlets", "doc"] as const;
/** Seven days, as in Airflow. */
const SENSOR_TIMEOUT = 604_800_000;

export function compileTask(all: Report, task: TaskDefinition, defaults: Common): Draft {
  const report = reportOn(all, task.id);
  const options: Options = { report, raw: task.options };
  refuseUnknown(options, listKnown(task));
  const wiring: Wiring = { report, dag: task.dag, group: task.group, upstream: new Set() };
  const inputs = wireInputs(wiring, readRecord(options, "in"));
  const expand = wireExpand(wiring, task.options);
  const node = { ...compileNode(options, task, defaults), expand, inputs: addElements(report, inputs, expand) };
  for (const handle of readList(options, "after")) wireTask(wiring, "after", handle);
  const when = compileWhen(wiring, task.options["when"]);
  return { ...wiring, task, when, node: { ...node, teardown: compileTeardown(wiring, options, task) } };
}

export function compileGroup(report: Report, group: GroupDefinition): GroupNode {
  const { dag, id, parent } = group;
  const wiring: Wiring = { report, dag, group: parent, upstream: new Set() };
  return { id, parent: parent?.id ?? null, expand: group.expand === null ? null : wireExpand(wiring, group.expand) };
}

function listKnown({ kind, role }: TaskDefinition): readonly string[] {
  const base = [...WIRE_OPTIONS, ...COMMON_OPTIONS];
  if (role === "setup") return base;
  if (role === "teardown") return [...base, "of", "onFailureFailDagrun"];
  switch (kind) {
    case "task":
      return [...base, ...EXPAND_OPTIONS];
    case "sensor":
      return [...base, ...EXPAND_OPTIONS, "every", "softFail", "exponential", "maxWait"];
    case "branch":
      return [...base, "arms"];
    case "short_circuit":
      return [...base, "ignoreDownstreamTriggerRules"];
    case "empty":
    case "latest_only":
      return base.filter((option) => option !== "in");
  }
}

type Own = Omit<Draft["node"], "inputs" | "expand" | "teardown">;

function compileNode(options: Options, task: TaskDefinition, defaults: Common): Own {
  const { id, kind, group } = task;
  return {
    id,
    kind,
    group: group?.id ?? null,
    triggerRule: compileRule(options, task),
    // As in Airflow latest-only skips what is directly below it; what comes after is for the trigger rules.
    ignoreDownstreamTriggerRules: kind !== "latest_only" && readFlag(options, "ignoreDownstreamTriggerRules", true),
    isSetup: task.role === "setup",
    ...compileCommon(kind === "sensor" ? withoutTimeout(options) : options, defaults),
    sensor: kind === "sensor" ? compileSensor(options) : null,
    ...compileAssets(options),
    doc: readText(options, "doc", null),
  };
}

/** A sensor's `timeout` counts over all its looks; one look is bounded by the DAG's default alone. */
function withoutTimeout({ report, raw }: Options): Options {
  const { timeout: _, ...rest } = raw;
  return { report, raw: rest };
}

function compileSensor(options: Options): TaskNode["sensor"] {
  return {
    every: readDuration(options, "every", DEFAULT_EVERY),
    timeout: readDuration(options, "timeout", SENSOR_TIMEOUT),
    softFail: readFlag(options, "softFail", false),
    exponential: readFlag(options, "exponential", false),
    maxWait: readDuration(options, "maxWait", null),
  };
}

function compileRule(options: Options, { role }: TaskDefinition): TriggerRule {
  if (role !== "teardown") return readChoice(options, "triggerRule", "all_success", TRIGGER_RULES);
  if (options.raw["triggerRule"] !== undefined) add(options.report, "teardown_rule");
  return "all_done_setup_success";
}

function addElements(report: Report, inputs: TaskNode["inputs"], expand: Expand | null): TaskNode["inputs"] {
  const elements = listElements(expand);
  for (const [name] of elements) if (Object.hasOwn(inputs, name)) add(report, "input_twice", { name });
  return { ...inputs, ...Object.fromEntries(elements) };
}

function compileTeardown(wiring: Wiring, options: Options, { role }: TaskDefinition): TaskNode["teardown"] {
  if (role !== "teardown") return null;
  const handles = readList(options, "of");
  if (handles.length === 0) add(wiring.report, "teardown_without_setup");
  const setups = handles.flatMap((handle) => wireTask(wiring, "of", handle) ?? []);
  for (const { role: of, id } of setups) if (of !== "setup") add(wiring.report, "teardown_of_work", { of: id });
  return {
    setups: [...new Set(setups.map(({ id }) => id))],
    onFailureFailDagrun: readFlag(options, "onFailureFailDagrun", false),
  };
}

function compileWhen(wiring: Wiring, when: unknown): Draft["when"] {
  const arms: readonly unknown[] = when === undefined ? [] : [when].flat();
  return arms.flatMap((arm) => {
    if (!isRaw(arm) || typeof arm["label"] !== "string" || arm["branch"] === undefined) {
      add(wiring.report, "arm_not_a_branch", { value: show(arm) });
      return [];
    }
    const branch = wireTask(wiring, "when", arm["branch"]);
    return branch === null ? [] : [checkArm(wiring.report, branch, arm["label"])];
  });
}

function checkArm(report: Report, { id: branch, kind, labels }: TaskDefinition, label: string): Draft["when"][number] {
  if (kind !== "branch") add(report, "arm_not_a_branch", { value: `an arm of "${branch}", which is no branch` });
  else if (!labels.has(label)) add(report, "arm_unknown", { branch, label, arms: [...labels].join(", ") });
  return { branch, label };
}

function readRecord({ report, raw }: Options, option: string): Readonly<Record<string, unknown>> {
  const value = raw[option];
  if (value === undefined) return {};
  if (isRaw(value)) return value;
  add(report, "option_invalid", { option, value: show(value), expected: "an object" });
  return {};
}

function readList({ report, raw }: Options, option: string): readonly unknown[] {
  const value = raw[option];
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  add(report, "option_invalid", { option, value: show(value), expected: "a list" });
  return [];
}
