import { describe, expect, it } from "vitest";
import { readFlags } from "../../scripts/bench/flags.ts";
import { atLeast, atMost, dropUnmeasured, judge, ratioOf, type Measurement } from "../../scripts/bench/measurement.ts";
import { PRICES, priceUsage, type Usage } from "../../scripts/bench/prices.ts";
import { median, quantile } from "../../scripts/bench/statistics.ts";
import { formatNumber, renderTable } from "../../scripts/bench/table.ts";

describe("statistics", () => {
  it.each([
    [[], Number.NaN],
    [[7], 7],
    [[3, 1, 2], 2],
    [[10, 9, 1, 2], 5.5],
    [[100, 20, 3], 20],
  ])("the median of %j is %d", (samples, expected) => {
    expect(median(samples)).toBe(expected);
  });

  it.each([
    [0, 1],
    [0.05, 1],
    [0.5, 10],
    [0.95, 19],
    [0.951, 20],
    [1, 20],
  ])("of 1 to 20, %d of all lie at or below %d", (share, expected) => {
    expect(
      quantile(
        Array.from({ length: 20 }, (_, index) => 20 - index),
        share,
      ),
    ).toBe(expected);
  });

  it("there is no quantile of nothing", () => {
    expect(quantile([], 0.5)).toBeNaN();
  });
});

const measured: Measurement = { workload: "A", what: "forty tasks", value: 26, unit: "ms" };
const f41 = { name: "f41", value: 20 };

describe("a target", () => {
  it.each([
    [measured, null],
    [{ ...measured, target: atMost(26) }, "pass"],
    [{ ...measured, target: atMost(25.9) }, "miss"],
    [{ ...measured, target: atLeast(26) }, "pass"],
    [{ ...measured, target: atLeast(26.1) }, "miss"],
    [{ ...measured, yardstick: f41, target: atMost(1.3, "ratio") }, "pass"],
    [{ ...measured, yardstick: f41, target: atMost(1.29, "ratio") }, "miss"],
    [{ ...measured, yardstick: f41, target: atLeast(1.31, "ratio") }, "miss"],
    [{ ...measured, value: Number.NaN, target: atMost(1_000) }, "miss"],
    [{ ...measured, target: atMost(1_000, "ratio") }, "miss"],
  ] satisfies [Measurement, string | null][])("of %j: %s", (measurement, verdict) => {
    expect(judge(measurement)).toBe(verdict);
  });

  it("compares with the yardstick, where there is one", () => {
    expect(ratioOf(measured)).toBeNull();
    expect(ratioOf({ ...measured, yardstick: f41 })).toBe(1.3);
  });
});

describe("the table", () => {
  it("names value, yardstick, ratio, target, verdict and the peer", () => {
    const line = { ...measured, yardstick: f41, target: atMost(1.2, "ratio"), workflows: 318.4 };
    const [head = "", rule = "", row = ""] = renderTable([line]).split("\n");
    expect(row.split(/ {2,}/)).toEqual(["A", "forty tasks", "26 ms", "20 f41", "1.3 x", "<= 1.2 x", "miss", "318 ms"]);
    expect(head.indexOf("ratio")).toBe(row.indexOf("1.3 x"));
    expect(rule).toMatch(/^-+$/);
  });

  it.each([
    [1234.5, "1235"],
    [99.96, "100"],
    [12.34, "12.3"],
    [0.012345, "0.0123"],
    [Number.NaN, "none"],
  ])("shows %d as %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe("flags", () => {
  it("ask for everything by default", () => {
    expect(readFlags([])).toMatchObject({ ok: true, value: { repeats: 3, profile: "local", json: null } });
    expect(readFlags([])).toHaveProperty("value.only.length", 11);
  });

  it("name workloads in any order and case, and measure them in the table's", () => {
    expect(readFlags(["--only", "x,a"])).toHaveProperty("value.only", ["A", "X"]);
  });

  it("name a deployment and what is measured beside it, and then mean what goes by HTTP", () => {
    const args = ["--url", "https://a.example/", "--token", "t", "--yardsticks", "https://b.example"];
    const remote = {
      product: { url: "https://a.example", token: "t", username: "admin" },
      yardsticks: { url: "https://b.example" },
    };
    const only = ["A", "B", "C", "D", "E", "F", "X"];
    expect(readFlags(args)).toMatchObject({ ok: true, value: { remote, only, others: {} } });
  });

  it("name another engine, and leave the product out when told to", () => {
    const args = [
      "--airflow",
      "http://127.0.0.1:8080",
      "--airflow-user",
      "u",
      "--airflow-password",
      "p",
      "--others-only",
    ];
    const others = { airflow: { url: "http://127.0.0.1:8080", username: "u", password: "p" } };
    expect(readFlags(args)).toMatchObject({ ok: true, value: { others, remote: null, isProductMeasured: false } });
  });

  it.each([
    [["--only", "A,Q"], "Q"],
    [["--repeat", "0"], "--repeat 0"],
    [["--repeat", "many"], "--repeat many"],
    [["--profile", "moon"], "--profile moon"],
    [["--fast"], "--fast"],
    [["stray"], "stray"],
    [["--url", "https://a.example", "--only", "A,G"], "G"],
    [["--url", "https://a.example", "--profile", "edge"], "--profile edge"],
    [["--url", "nowhere"], "URL"],
    [["--airflow", "nowhere"], "URL"],
  ])("%j are refused, and the refusal names %s", (args, named) => {
    expect(readFlags(args)).toEqual({ ok: false, error: expect.stringContaining(named) as string });
  });
});

describe("what there was nothing to compare with", () => {
  const measured = { workload: "A", what: "it", value: 3, unit: "ms" } as const;
  const yardstick = { name: "f41", value: 2 };

  it("loses yardstick and ratio, and keeps a bound on its value", () => {
    const missing = { ...yardstick, value: Number.NaN };
    expect(
      dropUnmeasured({ ...measured, yardstick: missing, target: atMost(1, "ratio"), workflows: Number.NaN }),
    ).toEqual(measured);
    expect(dropUnmeasured({ ...measured, yardstick: missing, target: atMost(4) })).toEqual({
      ...measured,
      target: atMost(4),
    });
  });

  it("is all that is lost", () => {
    const compared = { ...measured, yardstick, target: atMost(1, "ratio"), workflows: 9 };
    expect(dropUnmeasured(compared)).toEqual(compared);
  });
});

describe("prices", () => {
  const names = Object.keys(PRICES) as (keyof Usage)[];
  const nothing = Object.fromEntries(names.map((name) => [name, 0])) as Record<keyof Usage, number>;

  it.each(names)("a million units of %s cost their list price, and nothing else does", (name) => {
    const cost = priceUsage({ ...nothing, [name]: 1_000_000 });
    expect(cost.total).toBeCloseTo(PRICES[name], 12);
    expect(cost[name]).toBe(PRICES[name]);
  });
});
