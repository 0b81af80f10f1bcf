import { dag } from "tradewind";
import { report } from "./_report.ts";

/** A fan-out, and a chain through a pool that is too small for all runs at once. */
const d = dag("chaos_load", { maxActiveRuns: 8, defaults: { retry: { limit: 50, delay: "1s" } } });
const root = d.task("root", (_, ctx) => report(ctx, []));
const indexes = d.task("indexes", { in: { root } }, () => Array.from({ length: 20 }, (_, index) => index));
const work = d.task("work", { expand: { index: indexes }, in: { root } }, ({ root }, ctx) => report(ctx, [root]));
const total = d.task("total", { in: { work } }, ({ work }, ctx) => report(ctx, work));
let last = total;
for (let step = 1; step <= 6; step += 1) {
  last = d.task(`step_${step}`, { in: { last }, pool: "chaos" }, ({ last }, ctx) => report(ctx, [last]));
}
export default d;
