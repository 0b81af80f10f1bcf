import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { compile, dag } from "../../src/sdk/index.ts";
import type { Dag, DagOptions } from "../../src/sdk/index.ts";
import { hashJson } from "../../src/sdk/hash.ts";

const one = () => 1;

describe("the hash", () => {
  const write = (options: DagOptions, doc: string): Dag => {
    const d = dag("d", options);
    d.task("a", { doc, in: { x: { p: 1, q: [2, 3] } } }, one);
    return d;
  };
  const hashOf = (d: Dag): string => {
    const compiled = compile(d);
    return compiled.ok ? compiled.value.hash : "";
  };

  it("is half of the SHA-256 of the graph with its fields sorted", () => {
    const sorted = '{"a":true,"b":[1,{"c":"é","d":null}]}';
    const expected = createHash("sha256").update(sorted).digest("hex").slice(0, 32);
    expect(hashJson({ b: [1, { d: null, c: "é" }], a: true })).toBe(expected);
    const compiled = compile(write({ tags: ["t"] }, "doc"));
    expect(compiled.ok && compiled.value.hash).toBe(compiled.ok && hashJson(compiled.value.graph));
  });
  it("does not know in which order options were written", () => {
    const there = hashOf(write({ schedule: "@daily", catchup: true }, "doc"));
    expect(hashOf(write({ catchup: true, schedule: "@daily" }, "doc"))).toBe(there);
    const d = dag("d", { schedule: "@daily", catchup: true });
    d.task("a", { in: { x: { q: [2, 3], p: 1 } }, doc: "doc" }, one);
    expect(hashOf(d)).toBe(there);
  });
  it("changes with anything the graph says", () => {
    const hashes = [
      hashOf(write({}, "doc")),
      hashOf(write({}, "dok")),
      hashOf(write({ catchup: true }, "doc")),
      hashOf(write({ team: "t" }, "doc")),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
