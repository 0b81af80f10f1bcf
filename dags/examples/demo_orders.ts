import { dag, findBucket } from "tradewind";
import { ORDERS } from "./_orders.ts";

/** Writes the asset that `demo_orders_report` waits for: a run of this one brings about a run of that one. */
const d = dag("demo_orders", { description: "Updates an asset", tags: ["example"], owners: ["tradewind"] });

const orders = d.task("collect", () => [
  { region: "eu", cents: 1200 },
  { region: "us", cents: 800 },
  { region: "eu", cents: 300 },
]);

d.task("publish", { in: { orders }, outlets: [ORDERS] }, async (input, ctx) => {
  await findBucket(ctx.env, "BLOBS").put("example_orders.json", JSON.stringify(input.orders));
  ctx.emit(ORDERS, { rows: input.orders.length });
});

export default d;
