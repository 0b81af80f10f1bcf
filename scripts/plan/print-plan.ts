import type { FieldChange } from "../../src/core/graph-diff.ts";
import type { DagPlan, Plan, SchedulePlan } from "../../src/core/plan.ts";
import { renderReason } from "../../src/core/reason-words.ts";

const HEADS = { added: "+ added", removed: "- removed", graph: "~ changed", code: "~ code only" } as const;

/** The plan for a person's terminal. */
export function printPlan(plan: Plan, typeErrors: readonly string[]): string {
  const blocks = plan.dags.map((dag) => [`${HEADS[dag.change]}  ${dag.dag}`, ...describeDag(dag)].join("\n"));
  for (const { file, messages } of plan.broken) {
    blocks.push([`! broken  dags/${file}`, ...messages.map((message) => `    ${message}`)].join("\n"));
  }
  if (typeErrors.length > 0) {
    blocks.push(["! wires that do not fit", ...typeErrors.map((line) => `    ${line}`)].join("\n"));
  }
  return `${[...blocks, summarize(plan, typeErrors)].join("\n\n")}\n`;
}

export function isSafe(plan: Plan, typeErrors: readonly string[]): boolean {
  return typeErrors.length === 0 && plan.broken.length === 0;
}

function summarize({ dags, unchanged, broken }: Plan, typeErrors: readonly string[]): string {
  const touched = dags.reduce((sum, { touchedRuns }) => sum + touchedRuns.length, 0);
  const parts = [
    dags.length === 1 ? "1 DAG changes" : `${dags.length} DAGs change`,
    `${unchanged} stay as they are`,
    `${touched === 1 ? "1 run" : `${touched} runs`} under way touched`,
  ];
  if (broken.length > 0) parts.push(`${broken.length} files do not compile`);
  if (typeErrors.length > 0) parts.push(`${typeErrors.length} type errors`);
  return parts.join(", ");
}

function describeDag({ file, graph, schedule, warnings }: DagPlan): string[] {
  const lines = file === null ? [] : [`    file      dags/${file}`];
  if (schedule !== null) lines.push(...describeSchedule(schedule));
  if (graph !== null) {
    lines.push(...graph.renamed.map(({ from, to }) => `    renamed   ${from} -> ${to}`));
    lines.push(
      ...graph.added.map((task) => `    + task    ${task}`),
      ...graph.removed.map((task) => `    - task    ${task}`),
    );
    for (const { task, fields } of graph.changed) lines.push(`    ~ task    ${task}`, ...fields.map(describeField));
    const own = graph.dag.filter(({ field }) => field !== "timetable");
    if (own.length > 0) lines.push("    ~ DAG", ...own.map(describeField));
  }
  return [...lines, ...warnings.map((warning) => `    warning   ${renderReason(warning)}`)];
}

function describeSchedule({ before, after, nextBefore, nextAfter, catchup }: SchedulePlan): string[] {
  const list = (runs: readonly string[]): string => (runs.length === 0 ? "no run" : runs.join(", "));
  return [
    `    schedule  ${before} -> ${after}`,
    `              next before: ${list(nextBefore)}`,
    `              next after:  ${list(nextAfter)}`,
    ...(catchup === null ? [] : [`              ${renderReason(catchup)}`]),
  ];
}

function describeField({ field, before, after }: FieldChange): string {
  return `              ${field}: ${before ?? "(default)"} -> ${after ?? "(default)"}`;
}
