import { dag } from "tradewind";

const d = dag("bench_f", { maxActiveRuns: 10_000 });
const items = d.task("items", () => Array.from({ length: 10_000 }, (_, index) => index));
d.task("each", { expand: { item: items } }, () => undefined);
export default d;
