import { dag } from "tradewind";
import { z } from "zod";

/** Every way in which a value can be refused, one task each. */
const d = dag("bad_values", { maxActiveRuns: 4 });
d.task("not_json", () => ({ rows: [{ at: 1 }, { callback: () => 1 }] }));
d.task("too_large", () => "x".repeat(26_000_000));
d.task("large", () => "y".repeat(300_000));
d.task("thrown", () => {
  throw new TypeError("no such column: price");
});
export default d;

export const strict = dag("strict_params", { params: z.object({ day: z.string(), limit: z.number().default(10) }) });
strict.task("echo", (_, { params }) => params);
