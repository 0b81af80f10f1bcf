import { dag } from "tradewind";

/** Returns when author code began, in epoch milliseconds. */
const d = dag("bench_e", { maxActiveRuns: 10_000 });
d.task("begin", () => Date.now());
export default d;
