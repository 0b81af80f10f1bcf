import { asset, compile, dag } from "../../../src/sdk/index.ts";
import type { Compiled } from "../../../src/sdk/index.ts";

const one = (): number => 1;
const list = (): number[] => [1, 2, 3];

/** A DAG with something of everything that a run can store. */
const d = dag("stored", {
  description: "Something of everything",
  schedule: "@hourly",
  startDate: "2026-03-01",
  catchup: true,
  maxActiveRuns: 2,
  tags: ["kept"],
  defaults: { retry: { limit: 1, delay: "1m" }, owner: "ann" },
});
const open = d.setup("open", one);
const items = d.task("items", { after: [open] }, list);
const text = d.task("text", () => "t".repeat(300));
const huge = d.task("huge", () => "h".repeat(200_000));
const work = d.task("work", { expand: { item: items }, in: { text, huge } }, ({ item }) => item);
d.sensor("landed", { every: "1m", timeout: "1h" }, () => true);
d.task("asked", one);
d.task("timed", one);
const size = d.branch("size", { arms: ["many", "few"] }, () => "many" as const);
d.task("many", { when: size.is("many") }, one);
d.task("few", { when: size.is("few") }, one);
const gate = d.shortCircuit("gate", () => false);
d.task("behind", { after: [gate] }, one);
const broken = d.task("broken", { retry: { limit: 0 } }, one);
d.task("after_broken", { after: [broken] }, one);
d.task("flaky", one);
d.task("crowded", { expand: { item: [1, 2] }, pool: "small" }, ({ item }) => item);
d.task("again", one);
d.task("slow", one);
d.task("stopped", one);
d.task("limited", { timeout: "1h" }, one);
d.task("published", { outlets: [asset("orders", { uri: "s3://bucket/orders" })] }, one);
d.task("marked", one);
d.task("waiting", { cpuHeavy: true, executor: "detached" }, one);
const pairs = d.mappedGroup("pair", { expand: { index: [1, 2] } }, (group, { index }) => {
  const first = group.task("first", { in: { index } }, ({ index: value }) => value);
  return group.task("second", { in: { first } }, ({ first: value }) => value);
});
d.task("last", { in: { work, pairs }, triggerRule: "all_done" }, one);
d.teardown("close", { of: [open], after: [work] }, one);

const short = dag("short");
const first = short.task("first", () => "f".repeat(300));
short.task("second", { in: { first } }, one);

export const STORED: Compiled = compileOrThrow(d);
export const SHORT: Compiled = compileOrThrow(short);

function compileOrThrow(written: Parameters<typeof compile>[0]): Compiled {
  const compiled = compile(written);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  return compiled.value;
}
