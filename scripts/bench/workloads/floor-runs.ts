import { atMost, type Measurement, type Workload } from "../measurement.ts";
import { runOnce, type RunTimes } from "../run-times.ts";
import { median } from "../statistics.ts";
import { repeat } from "../time.ts";
import type { Measure, World } from "../world.ts";
import type { FlowShape } from "../yardsticks-client.ts";

/** What A and C share: one run beside 41 sequential writes by RPC, both again and again in turn. */
interface Shape {
  readonly workload: Workload;
  readonly what: string;
  readonly dagId: string;
  readonly limit: number;
  readonly flow: FlowShape;
}

const WRITES = 41;
const WARM_UPS = 5;

function measureBesideFloor(shape: Shape): Measure {
  return async (world) => {
    const yardsticks = await world.startYardsticks("floor");
    const product = await world.reachProduct();
    const pair = async () => ({
      floor: await yardsticks.write(WRITES),
      floorClient: await yardsticks.writeByClient(WRITES),
      run: await runOnce(product, shape.dagId),
    });
    world.note("pairs");
    await repeat(WARM_UPS, pair);
    const pairs = await repeat(Math.max(10, world.repeats), pair);
    world.note("Workflows");
    const workflows = await measureFlow(world, shape.flow);
    return describe(shape, pairs, workflows);
  };
}

async function measureFlow(world: World, flow: Shape["flow"]): Promise<number> {
  const yardsticks = await world.startYardsticks("workflows");
  await yardsticks.flow(flow, 1);
  return median(await repeat(world.repeats, () => yardsticks.flow(flow, 1)));
}

interface Pair {
  readonly floor: number;
  readonly floorClient: number;
  readonly run: RunTimes;
}

function describe({ workload, what, limit }: Shape, pairs: readonly Pair[], workflows: number): Measurement[] {
  const own = pairs.map(({ run }) => run.own);
  const client = pairs.map(({ run }) => run.client);
  const f41 = { name: "f41", value: median(pairs.map(({ floor }) => floor)) };
  const f41Client = { name: "f41 by client", value: median(pairs.map(({ floorClient }) => floorClient)) };
  return [
    { workload, what, value: median(own), unit: "ms", yardstick: f41, target: atMost(limit, "ratio"), samples: own },
    {
      workload,
      what: "  trigger to answer, by client",
      value: median(client),
      unit: "ms",
      yardstick: f41Client,
      workflows,
      samples: client,
    },
  ];
}

export const measureA = measureBesideFloor({
  workload: "A",
  what: "40 sequential tasks fib(10)",
  dagId: "bench_a",
  limit: 1.3,
  flow: { kind: "chain", steps: 40, n: 10 },
});

export const measureC = measureBesideFloor({
  workload: "C",
  what: "1 + 200 parallel + 1 tasks",
  dagId: "bench_c",
  limit: 1,
  flow: { kind: "wide", steps: 200, n: 10 },
});
