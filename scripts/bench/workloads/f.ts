import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { readJson } from "../http-client.ts";
import { atMost, type Measurement } from "../measurement.ts";
import { readMemory, watchMemory } from "../processes.ts";
import { measureRun, type Deployed } from "../product.ts";
import { runOnce } from "../run-times.ts";
import { median } from "../statistics.ts";
import { repeat, time } from "../time.ts";
import type { Measure, World } from "../world.ts";

const COUNT = 10_000;
const DAG = "bench_f";
const MEGABYTE = 1_000_000;
/** A run that has ended rests when its alarm has looked once more; before that the alarm itself would reopen it. Milliseconds. */
const UNTIL_REST = 35_000;
const page = z.object({ task_instances: z.array(z.object({ end_date: z.iso.datetime() })) });

interface Mapped {
  readonly runId: string;
  readonly own: number;
  readonly client: number;
  /** Bytes above what the runtime had before. */
  readonly memory: number;
  readonly first: number;
  readonly last: number;
}

/** 10,000 instances of one task: whether a finish costs the same whether few or many are done. */
export const measureF: Measure = async (world) => {
  const yardsticks = await world.startYardsticks("floor");
  const product = await world.reachProduct();
  await repeat(3, () => yardsticks.write(41));
  await repeat(3, () => runOnce(product, "bench_d"));
  const f41 = median(await repeat(10, () => yardsticks.write(41)));
  const runs = await repeat(Math.min(3, world.repeats), () => runMapped(product));
  const small = await repeat(2, async () => {
    const { dag_run_id: id } = await product.trigger("bench_d");
    await product.waitEnd("bench_d", id);
    return id;
  });
  if (product.host === null) return describe(runs, f41);
  await wait(UNTIL_REST);
  await product.stop();
  const reopen = await measureReopen(world, small, runs.at(-1)?.runId ?? "");
  return [...describe(runs, f41), describeMemory(runs), describeReopening(reopen)];
};

async function runMapped(product: Deployed): Promise<Mapped> {
  const pids = product.host?.runtimePids() ?? [];
  const idle = readMemory(pids);
  const stop = watchMemory(pids);
  let runId = "";
  const client = await time(async () => {
    runId = (await product.trigger(DAG)).dag_run_id;
    await product.waitEnd(DAG, runId);
  });
  const memory = stop() - idle;
  const own = measureRun(await product.readRun(DAG, runId));
  const endOf = (rank: number) => readEnd(product, runId, rank);
  const first = (await endOf(1_000)) - (await endOf(0));
  const last = (await endOf(COUNT - 1)) - (await endOf(COUNT - 1_001));
  return { runId, own, client, memory, first, last };
}

/** When the instance that ended as the rank-th did so. */
async function readEnd(product: Deployed, runId: string, rank: number): Promise<number> {
  const query = `order_by=end_date&limit=1&offset=${rank}`;
  const path = `/api/v2/dags/${DAG}/dagRuns/${encodeURIComponent(runId)}/taskInstances/each/listMapped?${query}`;
  const [found] = page.parse(readJson(await product.client.send("GET", path))).task_instances;
  return found === undefined ? Number.NaN : Date.parse(found.end_date);
}

interface Reopened {
  readonly small: number;
  readonly large: number;
}

/** A new process on the same state; a small run is read first, so that only the object itself is cold. */
async function measureReopen(world: World, small: readonly string[], runId: string): Promise<Reopened> {
  const product = await world.startProduct();
  const [first, ...others] = await repeat(small.length, (index) =>
    time(() => product.readRun("bench_d", small[index] ?? "")),
  );
  return { small: others.at(-1) ?? first ?? Number.NaN, large: await time(() => product.readRun(DAG, runId)) };
}

const SHARED = { workload: "F", unit: "ms" } as const;

function describe(runs: readonly Mapped[], floor: number): Measurement[] {
  const own = runs.map((run) => run.own);
  const client = runs.map((run) => run.client);
  const f41 = { name: "f41", value: floor };
  const limit = atMost(50, "ratio");
  return [
    { ...SHARED, what: "10,000 mapped no-op tasks", value: median(own), yardstick: f41, target: limit, samples: own },
    { ...SHARED, what: "  trigger to answer, by client", value: median(client), yardstick: f41 },
    describeEvenness(runs),
  ];
}

function describeReopening({ small, large }: Reopened): Measurement {
  const what = "  the run reopened after memory loss";
  return {
    ...SHARED,
    what,
    value: large,
    yardstick: { name: "a small run reopened", value: small },
    target: atMost(100),
  };
}

function describeEvenness(runs: readonly Mapped[]): Measurement {
  return {
    ...SHARED,
    what: "  the last 1,000 finishes",
    value: median(runs.map((run) => run.last)),
    yardstick: { name: "first 1,000", value: median(runs.map((run) => run.first)) },
    target: atMost(1.3, "ratio"),
  };
}

function describeMemory(runs: readonly Mapped[]): Measurement {
  const samples = runs.map((run) => run.memory / MEGABYTE);
  const target = atMost(64);
  return { workload: "F", what: "  most memory above idle", value: median(samples), unit: "MB", target, samples };
}
