import { describe, expect, it } from "vitest";
import { z } from "zod";
import { cron, cronInterval, dag, every, stream } from "../../src/sdk/index.ts";
import type { Dag, DagOptions } from "../../src/sdk/index.ts";
import { compile } from "../../src/sdk/compile.ts";
import { COMPILE_WORDS } from "../../src/sdk/compile-words.ts";
import { SCHEDULE_MISTAKES } from "./schedule-mistakes.ts";

const one = () => 1;
const list = () => [1, 2];
/** Authors without types, or with a cast, can write anything. */
function untyped(d: Dag): Record<string, (...args: unknown[]) => never> {
  return d as unknown as Record<string, (...args: unknown[]) => never>;
}
function build(options: Record<string, unknown>, write: (d: Dag) => unknown = () => undefined, id = "d"): Dag {
  const d = dag(id, options as DagOptions);
  write(d);
  return d;
}
function listErrors(d: Dag): string[] {
  const compiled = compile(d);
  return compiled.ok ? [] : compiled.error.map(({ reason, message }) => `${reason.code} | ${message}`);
}

const foreign = dag("other").task("far", one);
const foreignList = dag("other").task("far", list);

const CASES: [errors: string[], d: Dag][] = [
  [
    ['dag_id_invalid | DAG "a b": the id may hold 1 to 200 letters, digits, _ and -, nothing else; rename the DAG.'],
    build({}, undefined, "a b"),
  ],
  [
    ['team_invalid | DAG "d": team "a.b" may hold 1 to 200 letters, digits, _ and -, nothing else; rename the team.'],
    build({ team: "a.b" }),
  ],
  [
    [
      'task_id_invalid | DAG "d", task "a/b": the id may hold letters, digits, _, - and dots, 250 at most with its groups; rename the task.',
    ],
    build({}, (d) => d.task("a/b", one)),
  ],
  [
    [
      'group_id_invalid | DAG "d": group "" may hold letters, digits, _, - and dots, 250 at most with its parents; rename the group.',
    ],
    build({}, (d) => d.group("", () => undefined)),
  ],
  [
    ['duplicate_id | DAG "d": the id "a" is used 2 times by tasks and groups; give each its own.'],
    build({}, (d) => [d.task("a", one), d.group("a", () => undefined)]),
  ],
  [
    ['body_missing | DAG "d", task "a": it has no function to run; pass one as the last argument, or use empty().'],
    build({}, (d) => untyped(d)["task"]?.("a", {})),
  ],
  [
    ['cycle | DAG "d": a → b → c → a wait for each other in a circle; remove one of these edges.'],
    build({}, (d) => {
      const [a, b, c] = [d.task("a", one), d.task("b", one), d.task("c", one)];
      d.chain(a, b, c, a);
    }),
  ],
  [
    ['cycle | DAG "d": a → a wait for each other in a circle; remove one of these edges.'],
    build({}, (d) => {
      const a = d.task("a", one);
      d.chain(a, a);
    }),
  ],
  [['option_unknown | DAG "d": there is no option "maxActiveRun" here; known are'], build({ maxActiveRun: 3 })],
  [
    ['option_unknown | DAG "d", task "a": there is no option "every" here; known are'],
    build({}, (d) => untyped(d)["task"]?.("a", { every: "5m" }, one)),
  ],
  [
    ['option_invalid | DAG "d", task "a": option "poolSlots" is 0; expected a whole number of at least 1.'],
    build({}, (d) => d.task("a", { pool: "p", poolSlots: 0 }, one)),
  ],
  [
    ['option_invalid | DAG "d", task "a": option "maxActiveTisPerDag" is 0; expected a whole number of at least 1.'],
    build({}, (d) => d.task("a", { maxActiveTisPerDag: 0 }, one)),
  ],
  [
    ['option_invalid | DAG "d", task "a": option "rate" is'],
    build({}, (d) => untyped(d)["task"]?.("a", { rate: { key: "k", limit: 1 } }, one)),
  ],
  [
    ['option_invalid | DAG "d", task "a": option "rate.key" is "a/b"; expected letters, digits, _, - and dots.'],
    build({}, (d) => d.task("a", { rate: { key: "a/b", limit: 1, per: "1s" } }, one)),
  ],
  [
    ['rate_differs | DAG "d", task "b": rate "k" is 1 starts in 1000 ms elsewhere in this DAG; give all'],
    build({}, (d) => {
      d.task("a", { rate: { key: "k", limit: 1, per: "1s" } }, one);
      d.task("b", { rate: { key: "k", limit: 2, per: "1s" } }, one);
    }),
  ],
  [
    [
      'option_invalid | DAG "d", task "a": option "timeout" is "-5s"; expected a duration longer than zero as "500ms", "10s", "5m", "2h" or "1d".',
    ],
    build({}, (d) => d.task("a", { timeout: "-5s" }, one)),
  ],
  [
    ['option_invalid | DAG "d": option "startDate" is "yesterday"; expected a Date or an ISO 8601 text'],
    build({ startDate: "yesterday" }),
  ],
  [
    ['option_invalid | DAG "d": option "startDate" is "2026-02-30"; expected a Date or an ISO 8601 text'],
    build({ startDate: "2026-02-30" }),
  ],
  [
    ['option_invalid | DAG "d": option "limit" is -1; expected a whole number of at least 0.'],
    build({ defaults: { retry: { limit: -1 } } }, (d) => [d.task("a", one), d.task("b", one)]),
  ],
  [
    [
      'literal_not_json | DAG "d", task "a": "rows" holds a literal that is no JSON: $[1].at is a function; pass JSON or a handle.',
    ],
    build({}, (d) => untyped(d)["task"]?.("a", { in: { rows: [1, { at: one }] } }, one)),
  ],
  [
    ['input_twice | DAG "d", task "a": the name "x" is given both as an input and by an expansion; rename one.'],
    build({}, (d) => d.task("a", { in: { x: 1 }, expand: { x: [1] } }, one)),
  ],
  [
    [
      'not_a_handle | DAG "d", task "a": option "after" holds "b" where a handle is needed; pass what task(), sensor() or a sibling gave.',
    ],
    build({}, (d) => untyped(d)["task"]?.("a", { after: ["b"] }, one)),
  ],
  [
    ['foreign_handle | DAG "d", task "a": "far" is a task of DAG "other"; a DAG can use its own tasks only.'],
    build({}, (d) => d.task("a", { in: { foreign } }, one)),
  ],
  [
    ['foreign_handle | DAG "d": "far" is a task of DAG "other"; a DAG can use its own tasks only.'],
    build({}, (d) => d.mappedGroup("g", { expand: { x: foreignList } }, () => undefined)),
  ],
  [
    ['stream_of_unmapped | DAG "d", task "b": stream() of "a", which is not mapped; pass the handle itself.'],
    build({}, (d) => d.task("b", { in: { a: stream(d.task("a", list) as never) } }, one)),
  ],
  [
    ['expand_twice | DAG "d", task "a": expand and expandZip are given together; choose one.'],
    build({}, (d) => d.task("a", { expand: { x: [1] }, expandZip: { x: [1] } }, one)),
  ],
  [
    ['expand_invalid | DAG "d", task "a": "x" cannot be expanded over; pass a handle of a list, a list or an object.'],
    build({}, (d) => untyped(d)["task"]?.("a", { expand: { x: 7 } }, one)),
  ],
  [
    [
      'expand_row_invalid | DAG "d", task "a": expandKwargs needs objects, element 1 is 2; make every element an object.',
    ],
    build({}, (d) => untyped(d)["task"]?.("a", { expandKwargs: [{ x: 1 }, 2] }, one)),
  ],
  [
    ['mapped_nested | DAG "d", task "g.a": it is mapped inside the mapped group "g"; move it out of the group.'],
    build({}, (d) => d.mappedGroup("g", { expand: { x: [1] } }, (g) => void g.task("a", { expand: { y: [1] } }, one))),
  ],
  [
    ['mapped_group_nested | DAG "d": mapped group "g.h" stands inside the mapped group "g"; move it out.'],
    build({}, (d) =>
      d.mappedGroup("g", { expand: { x: [1] } }, (g) => g.mappedGroup("h", { expand: { y: [1] } }, () => undefined)),
    ),
  ],
  [
    [
      'element_outside | DAG "d", task "a": it uses "x", an element of mapped group "g", outside of that group; move the task into it.',
    ],
    build({}, (d) => d.mappedGroup("g", { expand: { x: [1] } }, (_, { x }) => void d.task("a", { in: { x } }, one))),
  ],
  [
    ['mapped_handle_leaked | DAG "d", task "b": it uses "g.a" of mapped group "g" from outside; return the handle'],
    build({}, (d) =>
      d.mappedGroup("g", { expand: { x: [1] } }, (g) => {
        const a = g.task("a", one);
        d.task("b", { in: { a } }, one);
      }),
    ),
  ],
  [
    ['arm_not_a_branch | DAG "d", task "b": `when` holds "a"; pass an arm, as branch.is("label").'],
    build({}, (d) => untyped(d)["task"]?.("b", { when: "a" }, one)),
  ],
  [
    ['arm_unknown | DAG "d", task "b": branch "a" has no arm "nope"; its arms are yes, no.'],
    build({}, (d) => {
      const a = d.branch("a", { arms: ["yes", "no"] }, () => "yes" as const);
      d.task("b", { when: a.is("nope" as "no") }, one);
    }),
  ],
  [
    [
      'setup_follower_rule | DAG "d", task "b": it follows setup "a" with rule all_done; a task directly after a setup must have rule all_success.',
    ],
    build({}, (d) => d.task("b", { after: [d.setup("a", one)], triggerRule: "all_done" }, one)),
  ],
  [
    ['teardown_rule | DAG "d", task "b": a teardown\'s rule is all_done_setup_success; remove triggerRule.'],
    build({}, (d) => untyped(d)["teardown"]?.("b", { of: [d.setup("a", one)], triggerRule: "all_done" }, one)),
  ],
  [
    ['teardown_without_setup | DAG "d", task "b": a teardown must name its setups; give of: [setup].'],
    build({}, (d) => d.teardown("b", { of: [] }, one)),
  ],
  [
    ['teardown_of_work | DAG "d", task "b": it tears down "a", which is no setup; make that one with setup().'],
    build({}, (d) => d.teardown("b", { of: [d.task("a", one)] }, one)),
  ],
  [
    [
      'fail_fast_rule | DAG "d", task "a": it has rule all_done, but the DAG is failFast; use all_success or turn failFast off.',
    ],
    build({ failFast: true }, (d) => d.task("a", { triggerRule: "all_done" }, one)),
  ],
  [
    ['params_invalid | DAG "d": params are no zod object; pass a z.object() of fields that JSON Schema can express.'],
    build({ params: z.string() }),
  ],
  [
    [
      'params_invalid | DAG "d": params have no JSON Schema (Date cannot be represented in JSON Schema); pass a z.object()',
    ],
    build({ params: z.object({ at: z.date() }) }),
  ],
  [
    ['params_without_default | DAG "d": it has a schedule, and params without a default (day); give them defaults,'],
    build({ schedule: "@daily", params: z.object({ day: z.string(), limit: z.number().default(1) }) }),
  ],
  [
    [
      'schedule_invalid | DAG "d": the schedule is 7; pass a cron expression, a preset, cron(), every(), assets or null.',
    ],
    build({ schedule: 7 }),
  ],
  [['cron_field_count | DAG "d": "@fortnightly" has 1 fields;'], build({ schedule: "@fortnightly" })],
  [['cron_field_range | DAG "d": "61 * * * *" has minute "61";'], build({ schedule: "61 * * * *" })],
  [['cron_never_fires | DAG "d": "0 0 30 2 *" never fires;'], build({ schedule: "0 0 30 2 *" })],
  [
    ['timezone_unknown | DAG "d": Time zone "Mars/Olympus" is unknown;'],
    build({ schedule: cronInterval("@daily", "Mars/Olympus") }),
  ],
  [['crons_missing | DAG "d": The schedule holds no cron expression.'], build({ schedule: cron([]) })],
  [['delta_not_positive | DAG "d": The schedule\'s span is'], build({ schedule: every("0s") })],
  ...SCHEDULE_MISTAKES.map(([errors, schedule]): [string[], Dag] => [errors, build({ schedule })]),
  [['catchup_invalid | DAG "d": catchup is "some"; pass'], build({ catchup: "some" })],
];

describe("compile refuses", () => {
  it.each(CASES)("%s", (expected, d) => {
    expect(listErrors(d)).toEqual(expected.map((text): unknown => expect.stringContaining(text)));
  });

  it("with every code of its catalogue at least once", () => {
    const seen = new Set(CASES.flatMap(([errors]) => errors.map((error) => error.split(" | ")[0])));
    expect(Object.keys(COMPILE_WORDS).filter((code) => !seen.has(code))).toEqual([]);
  });

  it("with all mistakes at once, as data that name DAG and task", () => {
    const d = build({ schedule: "x", maxActiveRuns: 0 }, (other) => {
      const a = other.task("a", { retry: { limit: 1, backoff: 0.5 } }, one);
      const b = other.task("b", { after: [foreign] }, one);
      other.chain(b, a, b);
    });
    const compiled = compile(d);
    const errors = compiled.ok ? [] : compiled.error;
    expect(errors.map(({ reason }) => [reason.code, reason.params["dag"], reason.params["task"]])).toEqual([
      ["cron_field_count", "d", undefined],
      ["option_invalid", "d", undefined],
      ["option_invalid", "d", "a"],
      ["foreign_handle", "d", "b"],
      ["cycle", "d", undefined],
    ]);
  });

  it("no placeholder that was left unfilled", () => {
    for (const [, d] of CASES) for (const error of listErrors(d)) expect(error).not.toMatch(/\{\w+\}|undefined/);
  });
});
