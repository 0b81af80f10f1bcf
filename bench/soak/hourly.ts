import { dag, cron } from "tradewind";

/** Ten years of it are backfilled. */
const d = dag("soak_hourly", { schedule: cron("0 * * * *", "America/New_York"), startDate: "2100-01-01" });
d.task("nothing", () => null);
export default d;
