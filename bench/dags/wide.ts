import { dag } from "tradewind";
import { fib } from "../fib.ts";

const d = dag("bench_c", { maxActiveRuns: 10_000 });
const first = d.task("first", () => fib(10));
const middle = Array.from({ length: 200 }, (_, index) => d.task(`part_${index}`, { after: [first] }, () => fib(10)));
d.task("last", { after: middle }, () => fib(10));
export default d;
