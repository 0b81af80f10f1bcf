import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Graph, TaskNode } from "../../src/core/graph.ts";
import { asset, dag, stream } from "../../src/sdk/index.ts";
import type { Dag, DagOptions } from "../../src/sdk/index.ts";
import { compile } from "../../src/sdk/compile.ts";

const one = () => 1;
const list = () => [1, 2];

function compileGraph(d: Pick<Dag, "definition" | "bodies">): Graph {
  const compiled = compile(d);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  return compiled.value.graph;
}
function compileTasks(d: Dag): Record<string, TaskNode> {
  return Object.fromEntries(compileGraph(d).tasks.map((task) => [task.id, task]));
}

describe("a DAG's options", () => {
  it("default to Airflow's", () => {
    expect(compileGraph(dag("d"))).toEqual({
      v: 1,
      team: "default",
      dagId: "d",
      displayName: null,
      description: null,
      owners: [],
      tags: [],
      timetable: { kind: "none" },
      startDate: null,
      endDate: null,
      catchup: false,
      maxActiveRuns: 16,
      maxActiveTasks: null,
      dagrunTimeout: null,
      failFast: false,
      isPausedUponCreation: false,
      paramsSchema: null,
      paramsDefaults: {},
      groups: [],
      tasks: [],
    });
  });

  const dates: [text: string, instant: string][] = [
    ["2026-01-01", "2026-01-01T00:00:00Z"],
    ["2026-01-01T06:30", "2026-01-01T06:30:00Z"],
    ["2026-01-01T06:30:00.5", "2026-01-01T06:30:00.500Z"],
    ["2026-01-01T06:30:00+02:00", "2026-01-01T04:30:00Z"],
    ["2024-02-29", "2024-02-29T00:00:00Z"],
  ];
  it.each(dates)("read the date %s as %s, whatever the machine's zone", (text, instant) => {
    expect(compileGraph(dag("d", { startDate: text, endDate: new Date(instant) }))).toMatchObject({
      startDate: Date.parse(instant),
      endDate: Date.parse(instant),
    });
  });

  it("turn params into a schema that refuses unknown fields, and their defaults", () => {
    const params = z.object({ day: z.string().describe("which"), limit: z.number().int().default(10) });
    expect(compileGraph(dag("d", { params }))).toMatchObject({
      paramsSchema: {
        type: "object",
        properties: { day: { type: "string", description: "which" }, limit: { type: "integer", default: 10 } },
        required: ["day"],
        additionalProperties: false,
      },
      paramsDefaults: { limit: 10 },
    });
  });

  it("lay defaults under each task's options; a sensor's timeout is its own", () => {
    const defaults: DagOptions["defaults"] = {
      retry: { limit: 2, delay: "10s" },
      timeout: "1h",
      pool: "p",
      owner: "o",
    };
    const d = dag("d", { defaults });
    d.task("plain", one);
    d.task("own", { retry: { limit: 1, backoff: "exponential", maxDelay: "1h" }, timeout: "5m" }, one);
    d.sensor("sensor", { timeout: "2h", every: "5m", softFail: true }, one);
    const { plain, own, sensor } = compileTasks(d);
    expect(plain).toMatchObject({
      pool: "p",
      owner: "o",
      executionTimeout: 3_600_000,
      retry: { limit: 2, delay: 10_000 },
    });
    expect(own).toMatchObject({
      executionTimeout: 300_000,
      retry: { limit: 1, delay: 300_000, multiplier: 2, maxDelay: 3_600_000 },
    });
    expect(sensor).toMatchObject({
      executionTimeout: 3_600_000,
      sensor: { every: 300_000, timeout: 7_200_000, softFail: true, exponential: false, maxWait: null },
    });
  });
});

describe("tasks", () => {
  it("default to Airflow's", () => {
    const d = dag("d");
    d.task("a", one);
    expect(compileTasks(d)["a"]).toEqual({
      id: "a",
      kind: "task",
      group: null,
      upstream: [],
      inputs: {},
      expand: null,
      triggerRule: "all_success",
      arms: null,
      ignoreDownstreamTriggerRules: true,
      isSetup: false,
      teardown: null,
      retry: { limit: 0, delay: 300_000, multiplier: 0, maxDelay: null },
      executionTimeout: null,
      sensor: null,
      pool: null,
      poolSlots: 1,
      priorityWeight: 1,
      weightRule: "downstream",
      executor: "auto",
      cpuHeavy: false,
      inlets: [],
      outlets: [],
      owner: null,
      doc: null,
    });
  });

  it("name limits only where they have some", () => {
    const d = dag("d", { defaults: { maxActiveTisPerDagrun: 4 } });
    d.task("a", { maxActiveTisPerDag: 2, rate: { key: "api", limit: 30, per: "1m" } }, one);
    d.task("b", { maxActiveTisPerDagrun: 1 }, one);
    const { a, b } = compileTasks(d);
    const rate = { key: "api", limit: 30, period: 60_000 };
    expect(a).toMatchObject({ maxActiveTisPerDag: 2, maxActiveTisPerDagrun: 4, rate });
    expect(b).toMatchObject({ maxActiveTisPerDagrun: 1 });
    expect(Object.keys(b ?? {})).not.toContain("rate");
  });

  it("wait for what they use, each once, in the order of mention", () => {
    const d = dag("d");
    const [a, b, c] = [d.task("a", one), d.task("b", list), d.task("c", one)];
    const pick = d.branch("pick", () => "go" as const);
    d.task("e", { in: { a, again: a, lit: { id: 1 } }, expand: { x: b }, after: [c, a], when: pick.is("go") }, one);
    const { e, pick: branch } = compileTasks(d);
    expect(e).toMatchObject({
      upstream: ["a", "b", "c", "pick"],
      inputs: {
        a: { kind: "output", task: "a", stream: false },
        again: { kind: "output", task: "a", stream: false },
        lit: { kind: "literal", value: { id: 1 } },
        x: { kind: "element", name: "x" },
      },
      expand: { kind: "product", sources: [["x", { kind: "output", task: "b" }]] },
    });
    expect(branch?.arms).toEqual({ go: ["e"] });
  });

  it("expand over lists, objects, positions and rows", () => {
    const d = dag("d");
    const rows = d.task("rows", () => [{ host: "a" }]);
    const mapped = d.task("zip", { expandZip: { x: [1, 2], y: { k: 1 } } }, one);
    d.task("kwargs", { expandKwargs: rows, in: { all: stream(mapped) } }, one);
    const { zip, kwargs } = compileTasks(d);
    expect(zip?.expand).toEqual({
      kind: "zip",
      sources: [
        ["x", { kind: "literal", value: [1, 2], length: 2 }],
        ["y", { kind: "literal", value: { k: 1 }, length: 1 }],
      ],
    });
    expect(kwargs).toMatchObject({
      expand: { kind: "kwargs", source: { kind: "output", task: "rows" } },
      inputs: { "*": { kind: "element", name: "*" }, all: { kind: "output", task: "zip", stream: true } },
    });
  });

  it("stand in topological order, otherwise in the order of writing", () => {
    const d = dag("d");
    const [z1, a, m] = [d.task("z", one), d.task("a", one), d.task("m", one)];
    d.chain(m, z1);
    d.task("last", { after: [a] }, one);
    expect(compileGraph(d).tasks.map(({ id }) => id)).toEqual(["m", "z", "a", "last"]);
  });

  it("may form a chain of 20,000 written backwards", () => {
    const d = dag("d");
    const handles = Array.from({ length: 20_000 }, (_, index) => d.task(`t${index}`, one));
    d.chain(...handles.toReversed());
    expect(compileGraph(d).tasks[0]?.id).toBe("t19999");
  });

  it("are setups and teardowns with Airflow's fixed rule", () => {
    const d = dag("d");
    const cluster = d.setup("cluster", () => ({ host: "h" }));
    const work = d.task("work", { in: { cluster } }, one);
    d.teardown("drop", { of: [cluster], after: [work], onFailureFailDagrun: true }, one);
    const { cluster: setup, drop } = compileTasks(d);
    expect(setup?.isSetup).toBe(true);
    expect(drop).toMatchObject({
      triggerRule: "all_done_setup_success",
      upstream: ["work", "cluster"],
      teardown: { setups: ["cluster"], onFailureFailDagrun: true },
    });
  });

  it("name their assets", () => {
    const d = dag("d");
    d.task("a", { inlets: [asset("r2://raw")], outlets: [asset("out", { uri: "d1://out" })] }, one);
    expect(compileTasks(d)["a"]).toMatchObject({
      inlets: [{ name: "r2://raw", uri: "r2://raw" }],
      outlets: [{ name: "out", uri: "d1://out" }],
    });
  });

  it("keep an arm that nobody hangs on, asked for or listed", () => {
    const d = dag("d");
    const open = d.branch("open", () => "a" as const);
    open.is("a");
    d.branch("closed", { arms: ["x", "y"] }, () => "x" as const);
    const tasks = compileTasks(d);
    expect([tasks["open"]?.arms, tasks["closed"]?.arms]).toEqual([{ a: [] }, { x: [], y: [] }]);
  });
});

describe("groups", () => {
  it("stand before the ids of their tasks", () => {
    const d = dag("d");
    d.group("a", (a) => a.group("b", (b) => b.task("t", one)));
    const graph = compileGraph(d);
    expect(graph.groups).toEqual([
      { id: "a", parent: null, expand: null },
      { id: "a.b", parent: "a", expand: null },
    ]);
    expect(graph.tasks[0]).toMatchObject({ id: "a.b.t", group: "a.b" });
  });

  it("that are mapped wait for their lists with their first tasks, and hand out lists", () => {
    const d = dag("d");
    const files = d.task("files", list);
    const other = d.task("other", one);
    const sizes = d.mappedGroup("g", { expand: { file: files } }, (g, { file }) => {
      const fetched = g.task("fetch", { in: { other } }, one);
      const size = g.task("size", { in: { fetched } }, one);
      return g.group("deep", (deep) => deep.task("log", { in: { path: file, size } }, one));
    });
    d.task("sum", { in: { sizes } }, one);
    const graph = compileGraph(d);
    const upstream = Object.fromEntries(graph.tasks.map((task) => [task.id, task.upstream]));
    expect(graph.groups[0]?.expand).toEqual({
      kind: "product",
      sources: [["file", { kind: "output", task: "files" }]],
    });
    expect(upstream).toMatchObject({
      "g.fetch": ["other", "files"],
      "g.size": ["g.fetch"],
      "g.deep.log": ["files", "g.size"],
      sum: ["g.deep.log"],
    });
  });
});
