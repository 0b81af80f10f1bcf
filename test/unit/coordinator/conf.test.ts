import { expect, it } from "vitest";
import { checkConf } from "../../../src/coordinator/conf.ts";
import { createGraph, createTask } from "../../support/graphs.ts";

const paramsSchema = { type: "object", properties: { region: { type: "string" } }, additionalProperties: false };
const graph = createGraph([createTask("a")], { paramsSchema, paramsDefaults: { region: "eu" } });

it("names the params there are to whoever gives another one", () => {
  expect(checkConf(graph, { regio: "us" })).toMatchObject({
    ok: false,
    error: { params: { field: "regio", problem: "The DAG has no such param; it has region." } },
  });
  expect(checkConf(graph, { region: "us" })).toEqual({ ok: true, value: { region: "us" } });
});
