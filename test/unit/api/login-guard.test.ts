import { beforeEach, describe, expect, it } from "vitest";
import { createLoginGuard, type LoginGuard } from "../../../src/api/login-guard.ts";
import { Problem } from "../../../src/api/problem.ts";

const MINUTE = 60_000;
let guard: LoginGuard;
beforeEach(() => {
  guard = createLoginGuard();
});

function fail(times: number, username: string, address = "1.1.1.1", now = 0): void {
  for (let time = 0; time < times; time += 1) guard.recordFailure(username, address, now);
}

function refusal(username: string, address = "1.1.1.1", now = 0): Problem | null {
  try {
    guard.admit(username, address, now);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

describe("failed logins", () => {
  it("of one name are ten from one address, and then a wait that is told", () => {
    fail(9, "ann");
    expect(refusal("ann")).toBeNull();
    fail(1, "ann");
    expect(refusal("ann", "1.1.1.1", MINUTE)).toMatchObject({ status: 429, headers: { "Retry-After": "840" } });
    expect(refusal("ann", "1.1.1.1", 15 * MINUTE)).toBeNull();
  });

  it("lock out nobody elsewhere, and no other name", () => {
    fail(10, "ann");
    expect(refusal("ann", "2.2.2.2")).toBeNull();
    expect(refusal("bob")).toBeNull();
  });

  it("of many names from one address are fifty", () => {
    for (let name = 0; name < 50; name += 1) fail(1, `user-${name}`);
    expect(refusal("somebody")).toMatchObject({ status: 429 });
    expect(refusal("somebody", "2.2.2.2")).toBeNull();
  });

  it("are forgotten by a success, which counts for nothing itself", () => {
    for (let time = 0; time < 200; time += 1) {
      guard.recordFailure("ann", "1.1.1.1", 0);
      guard.recordSuccess("ann", "1.1.1.1");
    }
    expect(refusal("ann")).toBeNull();
    expect(refusal("bob")).toBeNull();
  });

  it("of a clock that was turned back do not last", () => {
    fail(10, "ann", "1.1.1.1", 100 * MINUTE);
    expect(refusal("ann", "1.1.1.1", 0)).toBeNull();
  });
});
