import { describe, expect, it } from "vitest";
import type { TaskBody } from "../../src/sdk/index.ts";
import { defer, NonRetryable, RetryAfter, skip, toOutcome } from "../../src/sdk/index.ts";
import { toJson } from "../../src/sdk/to-json.ts";

const NOW = Date.UTC(2026, 0, 1);
type Kind = Pick<TaskBody, "kind" | "every" | "arms">;
const task: Kind = { kind: "task", every: null, arms: null };
const sensor: Kind = { kind: "sensor", every: 5000, arms: null };
const shortCircuit: Kind = { kind: "short_circuit", every: null, arms: null };
const branch: Kind = { kind: "branch", every: null, arms: { labels: new Set(["a", "b"]), isClosed: false } };
const listed: Kind = { ...branch, arms: { labels: new Set(["a", "b"]), isClosed: true } };

describe("a returned value", () => {
  const cases: [kind: Kind, returned: unknown, outcome: object, output: unknown][] = [
    [task, { at: new Date(NOW) }, { type: "success" }, { at: "2026-01-01T00:00:00.000Z" }],
    [task, undefined, { type: "success" }, undefined],
    [task, null, { type: "success" }, null],
    [task, false, { type: "success" }, false],
    [task, skip("no rows"), { type: "skip", reason: { code: "skip", params: { reason: "no rows" } } }, undefined],
    [
      task,
      defer({ until: "1h", resume: { page: 2 } }),
      { type: "defer", until: NOW + 3_600_000, event: null, resume: { page: 2 } },
      undefined,
    ],
    [task, defer({ until: new Date(NOW) }), { type: "defer", until: NOW, event: null, resume: null }, undefined],
    [task, defer({ event: "paid" }), { type: "defer", until: null, event: "paid", resume: null }, undefined],
    [sensor, false, { type: "reschedule", delay: 5000 }, undefined],
    [sensor, null, { type: "reschedule", delay: 5000 }, undefined],
    [sensor, undefined, { type: "reschedule", delay: 5000 }, undefined],
    [sensor, 0, { type: "success" }, 0],
    [sensor, true, { type: "success" }, true],
    [shortCircuit, 0, { type: "success", decision: { kind: "short_circuit", proceed: false } }, undefined],
    [shortCircuit, [], { type: "success", decision: { kind: "short_circuit", proceed: true } }, []],
    [branch, "a", { type: "success", decision: { kind: "branch", labels: ["a"] } }, "a"],
    [branch, ["a", "b"], { type: "success", decision: { kind: "branch", labels: ["a", "b"] } }, ["a", "b"]],
    [branch, null, { type: "success", decision: { kind: "branch", labels: [] } }, null],
    [branch, "nobody", { type: "success", decision: { kind: "branch", labels: [] } }, "nobody"],
    [
      listed,
      "nobody",
      { type: "fail", retryable: false, reason: { code: "unknown_arm", params: { label: "nobody", arms: "a, b" } } },
      undefined,
    ],
    [
      branch,
      7,
      { type: "fail", retryable: false, reason: { code: "branch_no_label", params: { answer: "7" } } },
      undefined,
    ],
    [branch, skip("x"), { type: "skip", reason: { code: "skip", params: { reason: "x" } } }, undefined],
  ];
  it.each(cases)("%j %j", (kind, returned, outcome, output) => {
    expect(toOutcome(kind, { returned }, NOW)).toEqual({ outcome, output });
  });
});

describe("a thrown value", () => {
  class Odd extends Error {
    override readonly name = "Odd";
  }
  const because = (name: string, message: string) => ({ code: "error", params: { name, message } });
  const cases: [thrown: unknown, outcome: object][] = [
    [new Error("down"), { type: "fail", retryable: true, reason: because("Error", "down") }],
    [new Odd("odd"), { type: "fail", retryable: true, reason: because("Odd", "odd") }],
    ["text", { type: "fail", retryable: true, reason: because("Error", "text") }],
    [undefined, { type: "fail", retryable: true, reason: because("Error", "undefined") }],
    [new NonRetryable("never"), { type: "fail", retryable: false, reason: because("NonRetryable", "never") }],
    [new RetryAfter("30s", "busy"), { type: "retry_after", delay: 30_000, reason: because("RetryAfter", "busy") }],
    [
      new RetryAfter("x" as "1s"),
      { type: "fail", retryable: false, reason: { code: "duration_invalid", params: { text: "x" } } },
    ],
    [skip("late"), { type: "skip", reason: { code: "skip", params: { reason: "late" } } }],
    [defer({ until: "1s" }), { type: "defer", until: NOW + 1000, event: null, resume: null }],
    [
      defer({ until: new Date(Number.NaN) }),
      { type: "fail", retryable: false, reason: { code: "defer_invalid", params: { until: "Invalid Date" } } },
    ],
    [
      defer({} as { event: string }),
      { type: "fail", retryable: false, reason: { code: "defer_invalid", params: { until: "null" } } },
    ],
  ];
  it.each(cases)("%s", (thrown, outcome) => {
    expect(toOutcome(task, { thrown }, NOW)).toEqual({ outcome, output: undefined });
  });
});

describe("what is no JSON", () => {
  const circle: Record<string, unknown> = { name: "c" };
  circle["inner"] = [{ circle }];
  const throwing = Object.defineProperty({}, "x", {
    enumerable: true,
    get: () => {
      throw new Error("no");
    },
  });
  const cases: [value: unknown, path: string, problem: string][] = [
    [{ rows: [1, 2, 3, { callback: () => 1 }] }, "$.rows[3].callback", "is a function"],
    [Symbol("s"), "$", "is a symbol"],
    [{ "a b": 10n }, '$["a b"]', "is a bigint"],
    [{ m: new Map([[1, 2]]) }, "$.m", "is a Map"],
    [[new Set([1])], "$[0]", "is a Set"],
    [{ x: Number.NaN }, "$.x", "is NaN"],
    [{ x: -Infinity }, "$.x", "is -Infinity"],
    [{ at: new Date(Number.NaN) }, "$.at", "is an invalid Date"],
    [circle, "$.inner[0].circle", "contains itself"],
    [new Uint8Array(2), "$", "is a Uint8Array"],
    [{ p: Promise.resolve(1) }, "$.p", "is a Promise"],
    [{ e: new Error("x") }, "$.e", "is a Error"],
    [/x/, "$", "is a RegExp"],
    [throwing, "$", "cannot be read: no"],
    [{ toJSON: () => ({ f: () => 1 }) }, "$.f", "is a function"],
  ];
  it.each(cases.map(([value, path, problem]) => ({ value, path, problem })))(
    "$path $problem",
    ({ value, ...error }) => {
      expect(toJson(value)).toEqual({ ok: false, error });
    },
  );

  it("is a value nested so deep that serializing it would fail", () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const error = { path: `$${"[0]".repeat(500)}`, problem: "is nested deeper than 500 levels" };
    expect(toJson(deep)).toEqual({ ok: false, error });
  });

  it("fails the task for good, with the place in the reason", () => {
    const { outcome } = toOutcome(task, { returned: { rows: [{ callback: () => 1 }] } }, NOW);
    const reason = { code: "output_not_json", params: { path: "$.rows[0].callback", problem: "is a function" } };
    expect(outcome).toEqual({ type: "fail", retryable: false, reason });
  });
  it("is refused in what a deferral leaves behind", () => {
    const { outcome } = toOutcome(task, { returned: defer({ until: "1s", resume: new Map() as never }) }, NOW);
    expect(outcome).toMatchObject({ type: "fail", retryable: false, reason: { code: "resume_not_json" } });
  });
});

describe("what is JSON", () => {
  class Money {
    readonly cents = 3;
    add(): number {
      return this.cents;
    }
  }
  const shared = { x: 1 };
  const cases: [value: unknown, json: unknown][] = [
    [
      [undefined, 1, ...Array<number>(1), 2],
      [null, 1, null, 2],
    ],
    [{ a: undefined, b: 1 }, { b: 1 }],
    [new Money(), { cents: 3 }],
    [
      [shared, shared],
      [{ x: 1 }, { x: 1 }],
    ],
    [{ u: new URL("https://a.b/c") }, { u: "https://a.b/c" }],
    [Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    [
      [new Number(1), new String("s"), new Boolean(false)],
      [1, "s", false],
    ],
  ];
  it.each(cases)("%j", (value, json) => {
    expect(toJson(value)).toEqual({ ok: true, value: json });
    expect(JSON.parse(JSON.stringify(value))).toEqual(json);
  });

  it("keeps a field named __proto__ a field", () => {
    const value: unknown = JSON.parse('{"__proto__": {"admin": true}}');
    const copied = toJson(value);
    expect(JSON.stringify(copied.ok && copied.value)).toBe('{"__proto__":{"admin":true}}');
  });
});
