import type { Engine } from "../engines/engine.ts";
import type { Measurement, Workload } from "../measurement.ts";
import { median } from "../statistics.ts";
import { repeat, time } from "../time.ts";

/** What other engines are asked to do, fewer times than the product, as most are slower; D's runs are as many. */
export const OTHER_WORKLOADS = ["A", "B", "C", "D", "E", "F"] as const satisfies readonly Workload[];
export type OtherWorkload = (typeof OTHER_WORKLOADS)[number];

const DAGS = { A: "bench_a", B: "bench_b", C: "bench_c", F: "bench_f" } as const;
const RUNS = 100;
const TASKS = 5;
const TRIGGERS = 10;

/** Measures another engine: by its own clock from the first instance's start to the last one's end, and by the client's. */
export async function measureOther(
  engine: Engine,
  workload: OtherWorkload,
  repeats: number,
): Promise<readonly Measurement[]> {
  if (workload === "D") return [await measureMany(engine, repeats)];
  if (workload === "E") return await measureBegin(engine);
  const dagId = DAGS[workload];
  const runs = await repeat(workload === "F" ? 1 : repeats, () => runOnce(engine, dagId));
  const own = runs.map((run) => run.own);
  const client = runs.map((run) => run.client);
  const shared = { workload, unit: "ms" } as const;
  return [
    { ...shared, what: `${engine.name}: ${dagId}`, value: median(own), samples: own },
    { ...shared, what: "  trigger to answer, by client", value: median(client), samples: client },
  ];
}

async function runOnce(engine: Engine, dagId: string): Promise<{ own: number; client: number }> {
  let runId = "";
  const client = await time(async () => {
    runId = (await engine.trigger(dagId)).dag_run_id;
    await engine.waitEnd(dagId, runId);
  });
  return { own: await engine.readSpan(dagId, runId), client };
}

async function measureMany(engine: Engine, repeats: number): Promise<Measurement> {
  const rates = await repeat(Math.min(2, repeats), async () => {
    const took = await time(async () => {
      const runs = await Promise.all(Array.from({ length: RUNS }, () => engine.trigger("bench_d")));
      await Promise.all(runs.map((run) => engine.waitEnd("bench_d", run.dag_run_id)));
    });
    return (RUNS * TASKS * 1000) / took;
  });
  const what = `${engine.name}: ${RUNS} runs x ${TASKS} tasks by ${RUNS} calls`;
  return { workload: "D", what, value: median(rates), unit: "tasks/s", samples: rates };
}

/** By the engine's own clock: another machine has another. */
async function measureBegin(engine: Engine): Promise<readonly Measurement[]> {
  const samples = await repeat(TRIGGERS, async () => {
    const { dag_run_id: id, queued_at: accepted } = await engine.trigger("bench_e");
    await engine.waitEnd("bench_e", id);
    return Number(await engine.readValue("bench_e", id, "begin")) - (accepted ?? Number.NaN);
  });
  const what = `${engine.name}: run accepted to author code, p50`;
  return [{ workload: "E", what, value: median(samples), unit: "ms", samples }];
}
