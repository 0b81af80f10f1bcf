import { dag, findBucket, NonRetryable, onAssets } from "tradewind";
import { ORDERS } from "./_orders.ts";

/** Runs whenever `demo_orders` has updated its asset; updates that come in close succession are one run. */
const d = dag("demo_orders_report", {
  schedule: onAssets(ORDERS),
  description: "Waits for an asset",
  tags: ["example"],
  owners: ["tradewind"],
});

d.task("report", { inlets: [ORDERS] }, async (_, ctx) => {
  const stored = await findBucket(ctx.env, "BLOBS").get("example_orders.json");
  if (stored === null) throw new NonRetryable("There are no orders yet: run demo_orders first");
  const orders = await stored.json<{ region: string; cents: number }[]>();
  const updates = ctx.inletEvents(ORDERS).map(({ source, extra }) => ({ by: source?.runId ?? "a person", ...extra }));
  ctx.log("reporting", { updates });
  return { cents: orders.reduce((sum, { cents }) => sum + cents, 0), updates };
});

export default d;
