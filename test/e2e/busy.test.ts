import { afterAll, beforeAll, expect, it } from "vitest";
import { Product } from "./support/product.ts";

const product = new Product();
beforeAll(() => product.start());
afterAll(() => product.stop());

it("carries eight tasks out side by side while a long one of another DAG runs", async () => {
  await product.trigger("one_minute", "r1");
  await product.until("/api/v2/dags/one_minute/dagRuns/r1/taskInstances/wait", ({ state }) => state === "running");
  await product.trigger("eight_seconds", "r1");
  expect((await product.untilEnded("eight_seconds", "r1")).state).toBe("success");
  const { body } = await product.call("GET", "/api/v2/dags/eight_seconds/dagRuns/r1/taskInstances");
  const starts = body.task_instances.map((instance: { start_date: string }) => instance.start_date);
  const ends = body.task_instances.map((instance: { end_date: string }) => instance.end_date);
  // Side by side: the last of them began before the first had ended.
  expect(starts.toSorted().at(-1) < ends.toSorted()[0]).toBe(true);
  expect((await product.call("GET", "/api/v2/dags/one_minute/dagRuns/r1")).body.state).toBe("running");
});

it("stops a running task when its run is cancelled", async () => {
  await product.trigger("one_minute", "r2");
  await product.until("/api/v2/dags/one_minute/dagRuns/r2/taskInstances/wait", ({ state }) => state === "running");
  const answer = await product.call("PATCH", "/api/v2/dags/one_minute/dagRuns/r2", { state: "failed" });
  expect(answer.status).toBe(200);
  expect((await product.untilEnded("one_minute", "r2")).state).toBe("failed");
});
