import { cron, dag } from "tradewind";

/** Runs of every make: mapped, failed, tried again, skipped. */
const d = dag("rebuild_all", { schedule: cron("0 0 1 1 *"), tags: ["rebuilt"], description: "Told twice" });
const items = d.task("items", () => [1, 2, 3, 4]);
const work = d.task(
  "work",
  { expand: { item: items }, retry: { limit: 1, delay: "1s" } },
  ({ item }, { tryNumber, conf }) => {
    if (item === 2 && tryNumber === 1) throw new Error("the first try fails");
    if (item === 3 && conf["fail"] === true) throw new Error("every try fails");
    return item * 2;
  },
);
const size = d.branch("size", { in: { work } }, ({ work }) => (work.length > 9 ? "many" : "few"));
d.task("many", { when: size.is("many") }, () => "many");
d.task("few", { when: size.is("few") }, () => "few");
export default d;

/** So many runs that one page does not hold them. */
export const many = dag("rebuild_many", { maxActiveRuns: 100 });
many.task("only", (_, { runId }) => runId);
