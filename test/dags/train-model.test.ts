import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import trainModel from "../../dags/examples/train_model.ts";
import { runDag } from "../../src/sdk/index.ts";
import { createBucket } from "./support/fake-bucket.ts";

/** The published data set, which the example's files were made from: expectations are computed from it alone. */
const LINES = readFileSync("node_modules/vega-datasets/data/seattle-weather.csv", "utf8").trim().split("\n").slice(1);
const DAYS = LINES.map((line) => line.split(",")).map(([date = "", ...numbers]) => ({
  date,
  numbers: numbers.slice(0, 4).map(Number),
}));
const COLUMNS = ["precipitation", "temp_max", "temp_min", "wind"];

/** Days before a month or in it, as numbers of the day and whether the next is wet. */
function pick(isPicked: (date: string) => boolean): [number[], boolean][] {
  return DAYS.slice(0, -1).flatMap(({ date, numbers }, index): [number[], boolean][] =>
    isPicked(date) ? [[numbers, (DAYS[index + 1]?.numbers[0] ?? 0) > 0]] : [],
  );
}
/** Sweeps over the sorted values once: how many are right with the threshold after each of them. */
function findBestShare(days: readonly [number[], boolean][], column: number): number {
  const sorted = days.toSorted((a, b) => (a[0][column] ?? 0) - (b[0][column] ?? 0));
  let right = days.filter(([, isWet]) => isWet).length;
  let best = 0;
  sorted.forEach(([numbers, isWet], index) => {
    right += isWet ? -1 : 1;
    if (sorted[index + 1]?.[0][column] !== numbers[column]) best = Math.max(best, right, days.length - right);
  });
  return best / days.length;
}
async function train(heldOut: string, objects = new Map<string, string>()) {
  const result = await runDag(trainModel, { conf: { heldOut }, env: { BLOBS: createBucket(objects).binding } });
  const model: unknown = JSON.parse(objects.get("examples/train_model/model.json") ?? "null");
  return { result, model };
}

describe("train_model", () => {
  it("fits each feature as well as a threshold can", async () => {
    const { result } = await train("2015-12");
    const training = pick((date) => date < "2015-12");
    expect(result.tasks["fit"]?.output).toMatchObject(
      COLUMNS.map((feature, column) => ({ stump: { feature }, accuracy: findBestShare(training, column) })),
    );
  });

  it("pushes a model that beats the baseline on the month it has not seen", async () => {
    const { result, model } = await train("2015-12");
    const december = pick((date) => date.startsWith("2015-12"));
    const right = december.filter(([[precipitation = 0], isWet]) => precipitation > 0.3 === isWet).length;
    expect(result.state).toBe("success");
    expect(result.tasks["keep"]?.state).toBe("skipped");
    expect(model).toMatchObject({
      stump: { feature: "precipitation", threshold: 0.3, isWetAbove: true },
      accuracy: right / december.length,
      baseline: december.filter(([, isWet]) => !isWet).length / december.length,
      heldOut: "2015-12",
    });
  });

  it("keeps the model in use when the new one is no better than none", async () => {
    const objects = new Map([["examples/train_model/model.json", `"in use"`]]);
    const { result, model } = await train("2015-04", objects);
    expect(result.state).toBe("success");
    expect(result.tasks["push"]?.state).toBe("skipped");
    expect(result.log.find(({ taskId }) => taskId === "keep")?.level).toBe("warning");
    expect(model).toBe("in use");
  });

  it("gives each month's examples a key of their own, and the model always the same", async () => {
    const objects = new Map<string, string>();
    await train("2015-11", objects);
    await train("2015-12", objects);
    expect([...objects.keys()].toSorted()).toEqual([
      "examples/train_model/2015-11/examples.json",
      "examples/train_model/2015-12/examples.json",
      "examples/train_model/model.json",
    ]);
  });

  it("cannot train before the first month, and says so", async () => {
    const { result } = await train("2012-01");
    expect(result.state).toBe("failed");
    expect(JSON.stringify(result.tasks["fit"]?.reason)).toContain("No month before 2012-01");
  });

  it("refuses a month outside the data", async () => {
    const { result } = await train("2016-01");
    expect(result.tasks["prepare"]?.reason).toMatchObject({ code: "params_refused" });
  });
});
