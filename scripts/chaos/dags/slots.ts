import { cron, dag } from "tradewind";
import { report } from "./_report.ts";

/** A schedule that makes exactly twelve runs, one a slot, as room comes. */
const d = dag("chaos_slots", {
  schedule: cron("0 * * * *"),
  startDate: "2026-01-01T00:00:00Z",
  endDate: "2026-01-01T11:00:00Z",
  catchup: true,
  maxActiveRuns: 2,
  defaults: { retry: { limit: 50, delay: "1s" } },
});
const first = d.task("first", (_, ctx) => report(ctx, []));
d.task("second", { in: { first } }, ({ first }, ctx) => report(ctx, [first]));
export default d;

/** A schedule by the clock, for as long as the chaos lasts. */
export const ticks = dag("chaos_ticks", {
  schedule: cron("* * * * *"),
  maxActiveRuns: 4,
  defaults: { retry: { limit: 50, delay: "1s" } },
});
ticks.task("only", (_, ctx) => report(ctx, []));
