import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { outsidePromises } from "../support/world/microtasks.ts";
import { CANONICAL } from "./canonical.ts";
import { sendOnce } from "./mutations.ts";
import { sweep, sweepOnce } from "./sweep.ts";

beforeAll(() => {
  // A call that fails is no news here.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});
afterAll(() => {
  vi.restoreAllMocks();
});

const STATES: Readonly<Record<string, string>> = {
  chain: "success: a[-1] success, b[-1] success, c[-1] success",
  failure: "failed: a[-1] failed, b[-1] upstream_failed",
  branch: "success: a[-1] success, l[-1] success, r[-1] skipped",
  teardown: "failed: s[-1] success, w[-1] failed, t[-1] success",
  mapped: "success: a[-1] success, b[0] success, b[1] success, b[2] success, c[-1] success",
  pool: "success: a[-1] success, b[-1] success",
};

describe("without any fault", () => {
  it.each(Object.entries(STATES))("%s comes to its end", async (name, states) => {
    const canonical = CANONICAL.find((one) => one.name === name);
    expect(canonical).toBeDefined();
    if (canonical === undefined) return;
    const swept = await outsidePromises(() => sweepOnce(canonical, "object", null));
    expect(swept).toMatchObject({ states, violations: [] });
  });
});

describe("a death at any moment breaks no promise of", () => {
  it.each(CANONICAL)("$name", async (canonical) => {
    const objects = await outsidePromises(() => sweep(canonical, "object"));
    const carriers = await outsidePromises(() => sweep(canonical, "carrier"));
    expect(objects.moments).toBeGreaterThan(0);
    expect([...objects.failures, ...carriers.failures]).toEqual([]);
  });
});

it("is seen when nothing is sent again", async () => {
  const [first] = CANONICAL;
  expect(first).toBeDefined();
  if (first === undefined) return;
  const { failures } = await outsidePromises(() => sweep(first, "object", { run: sendOnce }));
  expect(failures.length).toBeGreaterThan(0);
});
