import { expect, it } from "vitest";
import { ORDERS } from "../../dags/examples/_orders.ts";
import producer from "../../dags/examples/demo_orders.ts";
import consumer from "../../dags/examples/demo_orders_report.ts";
import { compile, runDag, runTask } from "../../src/sdk/index.ts";
import { createBucket } from "./support/fake-bucket.ts";

it("one example writes the asset that the other waits for", async () => {
  const env = { BLOBS: createBucket().binding };
  const { tasks } = await runDag(producer, { env });
  const { events } = await runTask(producer, "publish", { orders: tasks["collect"]?.output }, { env });
  expect(events).toEqual([{ asset: ORDERS, extra: { rows: 3 }, partitionKey: null }]);
  const compiled = compile(consumer);
  expect(compiled.ok && compiled.value.graph.timetable).toEqual({
    kind: "assets",
    condition: { kind: "asset", ...ORDERS },
  });
  const report = await runDag(consumer, { env, assetEvents: events });
  expect(report.tasks["report"]?.output).toEqual({ cents: 2300, updates: [{ by: "a person", rows: 3 }] });
});
