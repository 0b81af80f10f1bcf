import { expect, it } from "vitest";
import { estimateAttempts, estimateCost } from "../../src/core/platform-cost.ts";

it("estimates a run and its attempts together, and attempts alone", () => {
  expect(estimateCost(1, 0)).toMatchObject({ objectRequests: 5, objectRows: 14, queueMessages: 1, d1Rows: 6 });
  expect(estimateCost(1, 0).usd).toBeCloseTo(21.95e-6, 10);
  expect(estimateCost(2, 10)).toMatchObject({ objectRequests: 34, objectRows: 72, queueMessages: 3, d1Rows: 42 });
  expect(estimateAttempts(10)).toMatchObject({ objectRequests: 12, objectRows: 22, queueMessages: 1, d1Rows: 15 });
  expect(estimateAttempts(1).usd).toBeGreaterThan(0);
});
