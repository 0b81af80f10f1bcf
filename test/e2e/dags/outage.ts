import { dag } from "tradewind";

/** Long enough to be in the midst of things when the database goes, and to end before it comes back. */
const d = dag("outage_load", { maxActiveRuns: 40, defaults: { retry: { limit: 5, delay: "1s" } } });
const items = d.task("items", () => [0, 1, 2, 3]);
const work = d.task("work", { expand: { item: items } }, async ({ item }) => {
  await new Promise((resolve) => void setTimeout(resolve, 500));
  return item;
});
d.task("total", { in: { work } }, ({ work }) => work.length);
export default d;
