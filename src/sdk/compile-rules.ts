import { checkRates } from "./compile-limits.ts";
import { add } from "./compile-report.ts";
import type { Report } from "./compile-report.ts";
import type { Draft } from "./compile-task.ts";
import { findMappedGroup } from "./compile-wires.ts";
import type { DagDefinition } from "./definition.ts";

/** What can be said only of all tasks together. */
export function checkRules(
  report: Report,
  definition: DagDefinition,
  drafts: readonly Draft[],
  isFailFast: boolean,
): void {
  const setups = new Set(drafts.filter(({ node }) => node.isSetup).map(({ node }) => node.id));
  for (const draft of drafts) {
    checkSetups(draft, setups);
    if (isFailFast) checkFailFast(draft);
    const group = findMappedGroup(draft.group);
    if (group !== null && draft.node.expand !== null) add(draft.report, "mapped_nested", { group: group.id });
  }
  checkRates(drafts);
  for (const { id, parent, expand } of definition.groups) {
    const around = findMappedGroup(parent);
    if (around !== null && expand !== null) add(report, "mapped_group_nested", { inner: id, group: around.id });
  }
}

/** Airflow's check: with any other rule a task could run though its setup failed. */
function checkSetups({ report, node, upstream }: Draft, setups: ReadonlySet<string>): void {
  if (node.teardown !== null || node.triggerRule === "all_success") return;
  for (const setup of upstream) {
    if (setups.has(setup)) add(report, "setup_follower_rule", { setup, rule: node.triggerRule });
  }
}

function checkFailFast({ report, node }: Draft): void {
  const isAllowed = node.teardown !== null || node.triggerRule === "all_success";
  if (!isAllowed) add(report, "fail_fast_rule", { rule: node.triggerRule });
}
