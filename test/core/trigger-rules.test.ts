import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { evaluateTriggerRules } from "../oracle/evaluate-trigger-rules.ts";
import type { TriggerRulesFile } from "../oracle/evaluate-trigger-rules.ts";

const file = JSON.parse(readFileSync("test/fixtures/airflow/trigger_rules.json", "utf8")) as TriggerRulesFile;

it("decides as Airflow 3.3.2 did: rules, teardowns, mapped upstreams and groups, whole runs", () => {
  const { passed, mismatches } = evaluateTriggerRules(file);
  expect(mismatches).toEqual([]);
  expect(passed).toBe(540 + 138 + 336 + 384 + 98 + 200 + 60);
});
