import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Product } from "./support/product.ts";

const product = new Product();
beforeAll(() => product.start(), 60_000);
afterAll(() => product.stop());

const instances = "/api/v2/dags/bad_values/dagRuns/r1/taskInstances";

describe("values that cannot be kept", () => {
  beforeAll(async () => {
    await product.trigger("bad_values", "r1");
    await product.untilEnded("bad_values", "r1");
  }, 60_000);

  const readLog = async (task: string): Promise<string> =>
    JSON.stringify((await product.call("GET", `${instances}/${task}/logs/1`)).body);

  it("names the path of what is no JSON", async () => {
    expect((await product.call("GET", `${instances}/not_json`)).body.state).toBe("failed");
    expect(await readLog("not_json")).toContain("$.rows[1].callback");
  });
  it("names the size and the limit of what is too large", async () => {
    expect((await product.call("GET", `${instances}/too_large`)).body.state).toBe("failed");
    expect(await readLog("too_large")).toMatch(/26,?000,?002|26000002/);
  });
  it("keeps a large value out of the object and gives it back whole", async () => {
    const { body } = await product.call("GET", `${instances}/large/xcomEntries/return_value`);
    expect(body.value).toBe("y".repeat(300_000));
  });
  it("shows what author code threw", async () => {
    expect(await readLog("thrown")).toContain("no such column: price");
  });
});

describe("requests that make no sense", () => {
  it.each([
    [
      "an unknown field of the configuration",
      { dag_run_id: "c1", logical_date: null, conf: { day: "x", limmit: 3 } },
      400,
      "limmit",
    ],
    ["a missing field of the configuration", { dag_run_id: "c2", logical_date: null, conf: {} }, 400, "day"],
    [
      "an unknown field of the request",
      { dag_run_id: "c3", logical_date: null, conf: { day: "x" }, cofn: {} },
      422,
      "cofn",
    ],
    ["no logical date at all", { dag_run_id: "c4", conf: { day: "x" } }, 422, "logical_date"],
    [
      "a date without a zone",
      { dag_run_id: "c5", logical_date: "2026-01-01T00:00:00", conf: { day: "x" } },
      422,
      "logical_date",
    ],
  ])("refuses %s and names it", async (_, body, status, named) => {
    const answer = await product.call("POST", "/api/v2/dags/strict_params/dagRuns", body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(named);
  });
  it("made no run of any of them", async () => {
    expect((await product.call("GET", "/api/v2/dags/strict_params/dagRuns")).body.total_entries).toBe(0);
  });
  it("refuses the same run id twice", async () => {
    const body = { dag_run_id: "once", logical_date: null, conf: { day: "x" } };
    expect((await product.call("POST", "/api/v2/dags/strict_params/dagRuns", body)).status).toBe(200);
    const second = await product.call("POST", "/api/v2/dags/strict_params/dagRuns", body);
    expect(second.status).toBe(409);
    expect(JSON.stringify(second.body)).toContain("once");
  });
  it("refuses a wrong token", async () => {
    const answer = await product.call("GET", "/api/v2/dags", undefined, { authorization: "Bearer tw_wrong" });
    expect(answer.status).toBe(401);
  });
  it("cuts off a body of 100 MB", async () => {
    const answer = await product
      .call("POST", "/api/v2/dags/strict_params/dagRuns", `{"conf":"${"x".repeat(100_000_000)}"}`)
      .catch((error: Error) => ({ status: 413, body: error.message }));
    expect(answer.status).toBe(413);
    expect((await product.call("GET", "/api/v2/monitor/health")).status).toBe(200);
  }, 60_000);
});
