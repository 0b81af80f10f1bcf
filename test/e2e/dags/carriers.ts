import { dag, NonRetryable, skip, type Dag } from "tradewind";

/** The same tasks under each kind of carrier: whoever carries them, they end alike. */
function createContract(executor: "inline" | "detached" | "direct"): Dag {
  const d = dag(`carried_${executor}`, { defaults: { executor, retry: { limit: 1, delay: "1s" } }, maxActiveRuns: 4 });
  const list = d.task("list", () => [1, 2, 3]);
  const each = d.task("each", { expand: { value: list } }, ({ value }, { log }) => {
    log(`value ${value}`);
    return value * 10;
  });
  d.task("sum", { in: { each } }, ({ each }) => each.reduce((sum, value) => sum + value, 0));
  d.task("flaky", (_, { tryNumber }) => {
    if (tryNumber === 1) throw new Error("the first try fails");
    return tryNumber;
  });
  d.task("skips", () => skip("nothing to do"));
  d.task("fails", () => {
    throw new NonRetryable("for good");
  });
  d.task("too_long", { timeout: "1s", retry: { limit: 0, delay: "1s" } }, () => new Promise<void>(() => undefined));
  d.task("large", () => "x".repeat(200_000));
  return d;
}

export const inline = createContract("inline");
export const detached = createContract("detached");
export const direct = createContract("direct");
