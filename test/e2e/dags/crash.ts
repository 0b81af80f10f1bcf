import { dag } from "tradewind";
import { z } from "zod";

/** 200 instances that each take a while: a crash in the middle finds many of them running. */
const d = dag("crash_fan", { defaults: { retry: { limit: 10, delay: "1s" } } });
const items = d.task("items", () => Array.from({ length: 200 }, (_, index) => index));
const work = d.task("work", { expand: { index: items } }, async ({ index }, { conf, idempotencyKey }) => {
  const ledger = z.string().parse(conf["ledger"]);
  await fetch(ledger, { method: "POST", body: idempotencyKey });
  await new Promise((resolve) => setTimeout(resolve, 300));
  return index * 2;
});
d.task("total", { in: { work } }, ({ work }) => work.reduce((sum, value) => sum + value, 0));
export default d;

/** Longer than the runtime keeps an object that nobody calls. */
export const long = dag("long_task", {});
long.task("wait", () => new Promise((resolve) => setTimeout(() => resolve("waited"), 80_000)));
