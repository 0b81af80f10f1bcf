import { asset, assetAlias, dag, onAssets, all } from "tradewind";
import { z } from "zod";

/** What a walk with Airflow's clients meets; ../airflow-dags has the same for a real Airflow. */
const COMMON = { startDate: "2026-01-01", owners: ["walkers"], defaults: { owner: "walkers" } } as const;

export const etl = dag("walk_etl", {
  ...COMMON,
  tags: ["walk", "etl"],
  description: "Extracts, transforms, loads.",
  params: z.object({ count: z.number().int().min(1).max(1000).default(3) }),
});
const rows = etl.task("extract", (_, { params, log }) => {
  log(`extracting ${params.count} rows`);
  return Array.from({ length: params.count }, (_unused, index) => index);
});
const totals = etl.task("transform", { in: { rows } }, (input, { log }) => {
  log(`transforming ${input.rows.length} rows`);
  return { sum: input.rows.reduce((sum, row) => sum + row, 0), rows: input.rows.length };
});
etl.task("load", { in: { totals } }, (input, { log }) => {
  log(`loaded ${input.totals.rows} rows`);
  return `loaded ${input.totals.rows}`;
});

export const flaky = dag("walk_flaky", { ...COMMON, tags: ["walk"] });
flaky.task("second_time_lucky", { retry: { limit: 2, delay: "1s" } }, (_, { tryNumber, log }) => {
  log(`this is try ${tryNumber}`);
  if (tryNumber < 2) throw new Error("not the first time");
  return tryNumber;
});

export const fails = dag("walk_fails", { ...COMMON, tags: ["walk", "broken"] });
const prepared = fails.task("prepare", () => "prepared");
const failed = fails.task("fail", { in: { prepared } }, (): null => {
  throw new Error("no such column: price");
});
fails.task("after", { in: { failed } }, () => "after");

export const slow = dag("walk_slow", { ...COMMON, tags: ["walk"] });
slow.task("wait", (_, { signal }) => {
  return new Promise<string>((resolve) => {
    const timer = setTimeout(() => resolve("waited"), 120_000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve("stopped");
    });
  });
});

export const mapped = dag("walk_mapped", { ...COMMON, tags: ["walk", "mapped"] });
const numbers = mapped.task("numbers", () => [1, 2, 3]);
const squares = mapped.group("work", (work) => work.task("square", { expand: { n: numbers } }, ({ n }) => n * n));
mapped.task("total", { in: { squares } }, (input) => input.squares.reduce((sum, square) => sum + square, 0));

export const daily = dag("walk_daily", {
  ...COMMON,
  schedule: "0 0 * * *",
  catchup: false,
  maxActiveRuns: 1,
  tags: ["walk", "scheduled"],
});
daily.task("report", (_, { dataInterval }) => dataInterval?.start.toISOString() ?? null);

const ORDERS = asset("walk_orders", { uri: "s3://walk/orders.json", group: "walk", extra: { team: "walkers" } });
const PRICES = asset("walk_prices", { uri: "s3://walk/prices.json", group: "walk" });

export const producer = dag("walk_producer", { ...COMMON, tags: ["walk", "assets"] });
const written = producer.task("write_orders", { outlets: [ORDERS] }, (_, { emit }) => {
  emit(ORDERS, { rows: 7 });
  return "written";
});
producer.task("write_alias", { after: [written], outlets: [assetAlias("walk_alias")] }, () => "aliased");

export const consumer = dag("walk_consumer", { ...COMMON, schedule: onAssets([ORDERS]), tags: ["walk", "assets"] });
consumer.task("read_orders", { inlets: [ORDERS] }, () => "read");

export const both = dag("walk_both", { ...COMMON, schedule: onAssets(all(ORDERS, PRICES)), tags: ["walk", "assets"] });
both.task("join", () => "joined");

export const doomed = dag("walk_doomed", { ...COMMON, tags: ["walk"] });
doomed.task("nothing", () => null);

export default etl;
