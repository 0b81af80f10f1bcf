import { dag } from "tradewind";

/** Runs every midnight in UTC; the data interval says which day it is about. */
const d = dag("demo_daily", {
  schedule: "@daily",
  startDate: "2026-01-01",
  description: "One run a day",
  tags: ["example"],
  owners: ["tradewind"],
  defaults: { retry: { limit: 2, delay: "30s" } },
});

const day = d.task("day", (_, { logicalDate, runAfter }) => (logicalDate ?? runAfter).toISOString().slice(0, 10));

d.task("report", { in: { day } }, ({ day: date }, { log }) => {
  log(`report of ${date}`);
  return `report of ${date}`;
});

export default d;
