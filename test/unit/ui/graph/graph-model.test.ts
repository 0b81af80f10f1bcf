import { describe, expect, it } from "vitest";
import { drawGraph, listClosedAtFirst } from "../../../../src/ui/graph/graph-model.ts";
import { createGraph, createGroup, createTask } from "../../../support/graphs.ts";

const ORDERS = { name: "orders", uri: "orders" };
const GRAPH = createGraph(
  [
    createTask("extract"),
    createTask("clean.rows", { group: "clean", upstream: ["extract"] }),
    createTask("clean.deep.one", { group: "clean.deep", upstream: ["clean.rows"] }),
    createTask("size", { kind: "branch", upstream: ["clean.deep.one", "clean.rows"], arms: { some: ["load"] } }),
    createTask("load", { upstream: ["size"], outlets: [ORDERS] }),
  ],
  { groups: [createGroup("clean", null), { ...createGroup("clean.deep", null), parent: "clean" }] },
);
const lines = (closed: string[], withAssets = false) =>
  drawGraph(GRAPH, new Set(closed), withAssets).lines.map(({ id, label }) =>
    label === null ? id : `${id} (${label})`,
  );
const boxes = (closed: string[]) =>
  drawGraph(GRAPH, new Set(closed), false).boxes.map(
    ({ id, parent, isOpen }) => `${parent ?? ""}/${id}${isOpen ? "+" : ""}`,
  );

describe("the picture of a DAG", () => {
  it("has open groups around their tasks, and arms on the lines of a branch", () => {
    expect(boxes([])).toEqual([
      "/clean+",
      "clean/clean.deep+",
      "/extract",
      "clean/clean.rows",
      "clean.deep/clean.deep.one",
      "/size",
      "/load",
    ]);
    expect(lines([])).toContain("size→load (some)");
  });

  it("ends lines at a closed group, each once", () => {
    expect(boxes(["clean"])).toEqual(["/clean", "/extract", "/size", "/load"]);
    expect(lines(["clean"])).toEqual(["extract→clean", "clean→size", "size→load (some)"]);
    expect(boxes(["clean.deep"])).toContain("clean/clean.deep");
    expect(lines(["clean", "clean.deep"])).toEqual(lines(["clean"]));
  });

  it("stands for all tasks of a closed group", () => {
    const group = drawGraph(GRAPH, new Set(["clean"]), false).boxes.find(({ id }) => id === "clean");
    expect(group?.tasks).toEqual(["clean.rows", "clean.deep.one"]);
  });

  it("shows what tasks write, when asked", () => {
    expect(lines([], true)).toContain("load→asset:orders");
    expect(lines([])).not.toContain("load→asset:orders");
  });

  it("closes the groups of a large DAG at first", () => {
    expect(listClosedAtFirst(GRAPH)).toEqual([]);
    const tasks = Array.from({ length: 200 }, (_, index) => createTask(`t${index}`, { group: "g" }));
    expect(listClosedAtFirst(createGraph(tasks, { groups: [createGroup("g", null)] }))).toEqual(["g"]);
  });
});
