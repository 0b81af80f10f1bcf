import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { evaluateClear } from "../oracle/evaluate-clear.ts";
import type { ClearCase } from "../oracle/evaluate-clear.ts";
import { evaluatePast } from "../oracle/evaluate-past.ts";
import type { PastCase } from "../oracle/evaluate-past.ts";
import { evaluatePools } from "../oracle/evaluate-pools.ts";
import type { PoolCase } from "../oracle/evaluate-pools.ts";

function readCases<T>(name: string): { readonly cases: readonly T[] } {
  return JSON.parse(readFileSync(`test/oracle/fixtures/${name}.json`, "utf8")) as { cases: T[] };
}

it("lets a task depend on its past as Airflow 3.3.2 did, and knows the newest run", async () => {
  const { passed, mismatches, intended } = await evaluatePast(readCases<PastCase>("past"));
  expect(mismatches).toEqual([]);
  expect([passed, intended?.length]).toEqual([336, 9]);
});

it("clears and marks as Airflow 3.3.2 did", () => {
  const { passed, mismatches, intended } = evaluateClear(readCases<ClearCase>("clear"));
  expect(mismatches).toEqual([]);
  expect([passed, intended?.length]).toEqual([392, 27]);
});

it("gives slots to whom Airflow 3.3.2 gave them, when all have asked", () => {
  const { passed, mismatches, intended } = evaluatePools(readCases<PoolCase>("pools"));
  expect(mismatches).toEqual([]);
  expect([passed, intended?.length]).toEqual([235, 10]);
});
