import { describe, expect, it } from "vitest";
import type { RunIdentity } from "../../../src/core/protocol.ts";
import { createLocate } from "../../../src/executors/frames.ts";
import { type AttemptFacts, carryOut, dag } from "../../../src/sdk/index.ts";

const table = JSON.stringify({
  above: 5,
  below: 90,
  sources: { 0: "dags/orders.ts" },
  names: { refuse4: "refuse" },
  parts: [{ line: 10, start: [0, 40, 0, 0], mappings: "AACA,IAAI" }],
});

function standAt(line: number, place = "worker.js", open = "at "): Error {
  return Object.assign(new Error("anchor"), {
    stack: `Error: anchor\n    ${open}${place}:${line}:9\n    at other.js:1:1`,
  });
}

function locate(text: string, above = standAt(5), below = standAt(90), frames = table): string {
  return createLocate(frames, above, below)(text);
}

describe("the frames of author code", () => {
  const stack = (line: number) =>
    `Error: no\n    at refuse4 (worker.js:${line}:5)\n    at async carryOut (worker.js:70:3)`;
  const told = "Error: no\n    at refuse (dags/orders.ts:42:5)\n    at async carryOut (worker.js:70:3)";

  it("name the author's file, line, column and function; others stay", () => {
    expect(locate(stack(10))).toBe(told);
    expect(locate("    at async worker.js:10:1")).toBe("    at async dags/orders.ts:42:1");
  });

  it("are found after lines were added above", () => {
    expect(locate(stack(17), standAt(12), standAt(97))).toBe(told);
  });

  it("are found where the bundle has a path, and an anchor a function", () => {
    const place = "file:///a+b/worker.js";
    const text = stack(10).replaceAll("worker.js", place);
    const above = standAt(5, place, "at src/above.ts (");
    expect(locate(text, above, standAt(90, place))).toBe(told.replaceAll("worker.js", place));
  });

  it.each([
    ["author code itself may have moved", standAt(6), standAt(90), table],
    ["the anchors stand in different files", standAt(5), standAt(90, "index.js"), table],
    ["there is no table", standAt(5), standAt(90), "no table of frames"],
    ["an error knows no place", new Error("none"), Object.assign(new Error("none"), { stack: "Error: none" }), table],
  ])("stay as they are when %s", (_, above, below, frames) => {
    expect(locate(stack(10), above, below, frames)).toBe(stack(10));
  });

  it("cost nothing before a text names a place: the table is not read", () => {
    const read = createLocate("{ no JSON", standAt(5), standAt(90));
    expect(read("a line of a log at other.js:10:1")).toBe("a line of a log at other.js:10:1");
    expect(() => read("at worker.js:10:1")).toThrow(SyntaxError);
  });
});

it("are named in what the product logs and in what the author does; secrets stay masked", async () => {
  const d = dag("orders");
  d.task("a", async (_, { log, variable }) => {
    const secret = await variable("api_token");
    log(`caught ${secret} at worker.js:10:5`);
    throw Object.assign(new Error(secret), { stack: `Error: ${secret}\n    at worker.js:10:5` });
  });
  const lines: string[] = [];
  const run = {
    team: "default",
    dagId: "orders",
    runId: "r",
    conf: {},
    logicalDate: null,
    dataInterval: null,
    runAfter: 0,
  } as RunIdentity;
  const facts = { taskId: "a", mapIndex: -1, kind: "task", inlets: [], outlets: [] } as unknown as AttemptFacts;
  const host = {
    env: {} as Env,
    signal: new AbortController().signal,
    now: () => 0,
    log: ({ message }: { message: string }) => void lines.push(message),
    locate: createLocate(table, standAt(5), standAt(90)),
    configuration: { readVariable: () => Promise.resolve("hunter22"), readConnection: () => Promise.resolve(null) },
  };
  await carryOut(d, { run, facts }, {}, host);
  expect(lines).toEqual(["caught *** at dags/orders.ts:42:5", "Error: ***\n    at dags/orders.ts:42:5"]);
});
