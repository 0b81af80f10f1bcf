import { expect, it } from "vitest";
import recorded from "../fixtures/airflow/trigger_rules.json" with { type: "json" };
import { evaluateTriggerRules } from "../oracle/evaluate-trigger-rules.ts";
import type { TriggerRulesFile } from "../oracle/evaluate-trigger-rules.ts";

// The file's literal type is far narrower than what is read of it.
const file: TriggerRulesFile = JSON.parse(JSON.stringify(recorded));

it("decides as Airflow 3.3.2 did: rules, teardowns, mapped upstreams and groups, whole runs", () => {
  const { passed, mismatches } = evaluateTriggerRules(file);
  expect(mismatches).toEqual([]);
  expect(passed).toBe(540 + 138 + 336 + 384 + 98 + 200 + 60);
});
