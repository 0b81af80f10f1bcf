import { describe, expect, it } from "vitest";
import { listParams, readDraft, toDraft } from "../../../src/ui/trigger/params.ts";

const param = (value: unknown, schema: object) => ({ value, schema, description: null });
const PARAMS = listParams({
  model: param("forest", { enum: ["linear", "forest"], type: "string" }),
  rows: param(10, { type: "integer", minimum: 1, maximum: 100 }),
  rate: param(0.5, { type: "number" }),
  dryRun: param(false, { type: "boolean" }),
  labels: param(["rain"], { type: "array", items: { type: "string" } }),
  note: param("", { type: "string", maxLength: 5 }),
  day: param("2026-01-01", { type: "string", format: "date" }),
  extra: param(null, { anyOf: [{ type: "object" }, { type: "null" }] }),
});

describe("a trigger form", () => {
  it("offers the control that a parameter's schema asks for", () => {
    expect(PARAMS.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "model choice",
      "rows integer",
      "rate number",
      "dryRun flag",
      "labels list",
      "note text",
      "day date",
      "extra json",
    ]);
  });

  it("gives nothing but what differs from the defaults", () => {
    const draft = toDraft(PARAMS, {});
    expect(readDraft(PARAMS, draft)).toEqual({ conf: {}, problems: new Map() });
    const changed = { ...draft, model: '"linear"', rows: "20", dryRun: true, labels: "rain\n\nsun", extra: '{"a":1}' };
    expect(readDraft(PARAMS, changed).conf).toEqual({
      model: "linear",
      rows: 20,
      dryRun: true,
      labels: ["rain", "sun"],
      extra: { a: 1 },
    });
  });

  it("shows a configuration that was used before as it was", () => {
    const conf = { rows: 7, labels: ["a", "b"], extra: [1] };
    expect(readDraft(PARAMS, toDraft(PARAMS, conf)).conf).toEqual(conf);
  });

  it("names what is wrong", () => {
    const draft = { ...toDraft(PARAMS, {}), rows: "1.5", rate: "x", note: "too long", extra: "{", day: "2026-01-02" };
    expect([...readDraft(PARAMS, draft).problems]).toEqual([
      ["rows", "integer"],
      ["rate", "number"],
      ["note", "length"],
      ["extra", "json"],
    ]);
    expect(readDraft(PARAMS, { ...draft, rows: "0" }).problems.get("rows")).toBe("minimum");
    expect(readDraft(PARAMS, { ...draft, rows: "101" }).problems.get("rows")).toBe("maximum");
  });
});
