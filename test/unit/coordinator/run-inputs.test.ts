import { describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const LOAD = createTask("load", {
  upstream: ["rows"],
  inputs: {
    rows: { kind: "output", task: "rows", stream: false },
    region: { kind: "literal", value: { name: "north", api_key: "abc" } },
  },
});
const GRAPH = createGraph([createTask("rows"), LOAD]);

class InputStage extends Stage {
  async begin(output: unknown): Promise<this> {
    await this.trigger();
    await this.pass(1_000);
    await this.start("one", ["rows"]);
    await this.finish("one", "rows");
    const write = { value: { at: "inline", json: JSON.stringify(output) }, length: null } as const;
    const edit = { v: 1, taskId: "rows", mapIndex: -1, key: "return_value", write, isNew: true } as const;
    await this.ask(this.run(), ({ edits }) => edits.editValue(edit));
    await this.pass(1_000);
    return this;
  }
  inputs(taskId: string) {
    return this.ask(this.run(), async ({ reader }) => reader.describeInputs({ taskId, mapIndex: -1 }));
  }
}

describe("what an attempt was handed", () => {
  it("is nothing before it was handed anything", async () => {
    const stage = new InputStage(GRAPH);
    await stage.trigger();
    await stage.pass(1_000);
    expect(await stage.inputs("load")).toEqual({});
    expect(await stage.inputs("nobody")).toEqual({});
  });

  it("is told by name, without its secrets", async () => {
    const stage = await new InputStage(GRAPH).begin({ count: 3, password: "hush" });
    await stage.start("one", ["load"]);
    expect(await stage.inputs("load")).toEqual({
      rows: { count: 3, password: "***" },
      region: { name: "north", api_key: "***" },
    });
  });

  it("is cut where it is long", async () => {
    const stage = await new InputStage(GRAPH).begin("x".repeat(10_000));
    await stage.start("one", ["load"]);
    const { rows } = await stage.inputs("load");
    expect(rows).toMatch(/^"x{4095}… \(10002 characters\)$/);
  });
});
