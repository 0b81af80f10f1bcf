import { describe, expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { Stage } from "../../support/world/stage.ts";

const FAN = createTask("fan", {
  upstream: ["list", "gate"],
  expand: { kind: "zip", sources: [["item", { kind: "output", task: "list" }]] },
});
const GRAPH = createGraph([createTask("list"), createTask("gate"), FAN]);

class EditStage extends Stage {
  async begin(): Promise<this> {
    await this.trigger();
    await this.pass(1_000);
    return this;
  }
  edit(key: string, value: unknown, isNew = true, taskId = "list") {
    const json = JSON.stringify(value);
    const length = Array.isArray(value) ? value.length : null;
    const write = value === undefined ? null : ({ value: { at: "inline", json }, length } as const);
    return this.ask(this.run(), (parts) => parts.edits.editValue({ v: 1, taskId, mapIndex: -1, key, write, isNew }));
  }
  note(note: string | null, taskId = "list") {
    const targets = [{ taskId, mapIndex: null }];
    return this.ask(this.run(), (parts) => parts.edits.note({ v: 1, targets, note }));
  }
  remove(taskId: string) {
    return this.ask(this.run(), (parts) => parts.edits.remove({ v: 1, taskId, mapIndex: -1, by: "ann" }));
  }
  async values(taskId = "list") {
    const found = await this.ask(this.run(), (parts) => parts.reader.listXComs({ taskId, mapIndex: -1 }));
    return Object.fromEntries(found.map(({ key, value }) => [key, value]));
  }
  async noteOf(taskId = "list") {
    return (await this.instances()).find((instance) => instance.taskId === taskId)?.note;
  }
}

describe("a value", () => {
  it("is made, changed and deleted by hand, small or large, and survives a loss of memory", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.start("one", ["list"]);
    await stage.finish("one", "list");
    const large = "x".repeat(1_000);
    expect(await stage.edit("city", "Ulm")).toMatchObject({ ok: true });
    expect(await stage.edit("text", large)).toMatchObject({ ok: true });
    expect(await stage.edit("city", large, false)).toMatchObject({ ok: true });
    expect(await stage.edit("text", "short", false)).toMatchObject({ ok: true });
    expect(await stage.values()).toEqual({ city: large, text: "short" });
    stage.run().die();
    expect(await stage.values()).toEqual({ city: large, text: "short" });
    expect(await stage.edit("city", undefined, false)).toMatchObject({ ok: true });
    expect(await stage.values()).toEqual({ text: "short" });
  });

  it("must be new, or be there, as is said", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.edit("city", "Ulm");
    expect(await stage.edit("city", "Bonn")).toMatchObject({ error: { code: "xcom_exists" } });
    expect(await stage.edit("no", "Bonn", false)).toMatchObject({ error: { code: "xcom_not_found" } });
    expect(await stage.edit("city", "Bonn", true, "nobody")).toMatchObject({ error: { code: "task_not_found" } });
  });

  it("that was put there before the first try is gone when that begins", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.edit("city", "Ulm");
    stage.run().die();
    await stage.pass(1_000);
    await stage.start("one", ["list"]);
    expect(await stage.values()).toEqual({});
  });

  it("is what others fan out over", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.start("one", ["list", "gate"]);
    await stage.finish("one", "list");
    await stage.edit("return_value", [1, 2, 3]);
    stage.run().die();
    await stage.pass(1_000);
    await stage.finish("one", "gate");
    expect(Object.keys(await stage.states())).toEqual(["list", "gate", "fan[0]", "fan[1]", "fan[2]"]);
  });
});

describe("a note", () => {
  it("stays with its instance over loss, clear and another version", async () => {
    const stage = await new EditStage(GRAPH).begin();
    expect(await stage.note("look here")).toMatchObject({ ok: true, value: [{ note: "look here" }] });
    stage.run().die();
    expect(await stage.noteOf()).toBe("look here");
    await stage.clear("list");
    expect(await stage.noteOf()).toBe("look here");
    expect(await stage.noteOf("gate")).toBeNull();
    await stage.note(null);
    expect(await stage.noteOf()).toBeNull();
    expect(await stage.note("who?", "nobody")).toMatchObject({ error: { code: "task_not_found" } });
  });

  it("that is the same writes nothing", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.note("once");
    const { seq } = await stage.view();
    await stage.note("once");
    expect((await stage.view()).seq).toBe(seq);
  });
});

describe("an instance that is deleted", () => {
  it("is not there, and its attempt is fenced off; a clear by name brings it back", async () => {
    const stage = await new EditStage(GRAPH).begin();
    await stage.start("one", ["gate"]);
    expect(await stage.remove("gate")).toMatchObject({ ok: true });
    expect(Object.keys(await stage.states())).not.toContain("gate");
    expect(await stage.finish("one", "gate")).toMatchObject({ stale: [{ taskId: "gate" }] });
    expect(await stage.remove("gate")).toMatchObject({ error: { code: "map_index_not_found" } });
    expect(await stage.remove("nobody")).toMatchObject({ error: { code: "task_not_found" } });
    await stage.clear("gate");
    expect(Object.keys(await stage.states())).toContain("gate");
  });
});

describe("a partition", () => {
  it("is cleared once, in lists too, and survives a loss of memory", async () => {
    const stage = new EditStage(GRAPH);
    await stage.trigger({ partitionKey: "north" });
    await stage.pass(1_000);
    const clear = () => stage.ask(stage.run(), (parts) => parts.actions.clearPartition());
    const view = () => stage.ask(stage.run(), (parts) => parts.actions.view());
    expect((await view())?.partitionKey).toBe("north");
    const cleared = await clear();
    expect(cleared?.partitionKey).toBeNull();
    expect((await clear())?.seq).toBe(cleared?.seq);
    stage.run().die();
    expect((await view())?.partitionKey).toBeNull();
  });
});
