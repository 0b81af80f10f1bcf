import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Product } from "./support/product.ts";

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

interface Instance {
  readonly task_id: string;
  readonly map_index: number;
  readonly state: string;
  readonly try_number: number;
}

describe.each(["inline", "detached", "direct"])("an attempt carried %s", (executor) => {
  const run = `/api/v2/dags/carried_${executor}/dagRuns/r1`;
  let instances: Instance[] = [];
  let ended = "";
  beforeAll(async () => {
    await product.trigger(`carried_${executor}`, "r1");
    ended = (await product.untilEnded(`carried_${executor}`, "r1")).state;
    instances = (await product.call("GET", `${run}/taskInstances`)).body.task_instances;
  });
  const find = (task: string, mapIndex = -1): Pick<Instance, "state" | "try_number"> => {
    const found = instances.find(({ task_id: id, map_index: index }) => id === task && index === mapIndex);
    return { state: found?.state ?? "missing", try_number: found?.try_number ?? 0 };
  };
  const value = async (task: string): Promise<unknown> =>
    (await product.call("GET", `${run}/taskInstances/${task}/xcomEntries/return_value`)).body.value;

  it("ends its run with the rest", () => expect(ended).toBe("failed"));
  it("gives its value to those downstream", async () => {
    expect(find("sum")).toEqual({ state: "success", try_number: 1 });
    expect(await value("sum")).toBe(60);
  });
  it("gives a large value as well", async () => expect(await value("large")).toBe("x".repeat(200_000)));
  it("is tried again when it throws", () => expect(find("flaky")).toEqual({ state: "success", try_number: 2 }));
  it("is skipped when it says so", () => expect(find("skips")).toEqual({ state: "skipped", try_number: 1 }));
  it("is not tried again when it fails for good", () =>
    expect(find("fails")).toEqual({ state: "failed", try_number: 1 }));
  it("is stopped when it takes too long", () => expect(find("too_long")).toEqual({ state: "failed", try_number: 1 }));
  it("keeps its log", async () => {
    const log = await product.call("GET", `${run}/taskInstances/each/logs/1?map_index=2`);
    expect(JSON.stringify(log.body)).toContain("value 3");
  });
});
