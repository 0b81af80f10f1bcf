import { z } from "zod";
import { readJson, type HttpClient } from "../bench/http-client.ts";
import { quantile } from "../bench/statistics.ts";
import { time } from "../bench/time.ts";
import { LISTS } from "./lists.ts";

const WARM = 5;
const wideRun = z.object({ dag_run_id: z.string() });
const counted = z.object({ total_entries: z.number() });

/** Milliseconds of one list; null where it is refused. */
export interface Speed {
  readonly p50: number;
  readonly p95: number;
}
export type Speeds = ReadonlyMap<string, Speed | null>;

/** One caller, one call after the other, all lists in turn, so that a bad second meets all of them. */
export async function measureLists(client: HttpClient, rounds: number): Promise<Speeds> {
  const runId = await runWide(client);
  const samples = new Map<string, number[] | null>();
  for (let round = 0; round < rounds + WARM; round += 1) {
    for (const [name, path] of Object.entries(LISTS)) {
      if (samples.get(name) === null) continue;
      const took = await look(client, path.replace("RUN", encodeURIComponent(runId)));
      if (took === null) samples.set(name, null);
      else if (round >= WARM) samples.set(name, [...(samples.get(name) ?? []), took]);
    }
  }
  return new Map([...samples].map(([name, all]) => [name, all === null ? null : summarize(all)]));
}

async function look(client: HttpClient, path: string): Promise<number | null> {
  let status = 0;
  const took = await time(async () => {
    status = (await client.send("GET", path)).status;
  });
  return status === 200 ? took : null;
}

function summarize(samples: readonly number[]): Speed {
  return { p50: quantile(samples, 0.5), p95: quantile(samples, 0.95) };
}

/** Triggers `wide` and waits until all of its instances are there; the run's id. */
async function runWide(client: HttpClient): Promise<string> {
  await client.send("PATCH", "/api/v2/dags/wide", { is_paused: false });
  const path = "/api/v2/dags/wide/dagRuns";
  const { dag_run_id: runId } = wideRun.parse(readJson(await client.send("POST", path, { logical_date: null })));
  for (;;) {
    const list = await client.send("GET", `${path}/${encodeURIComponent(runId)}/taskInstances?limit=1`);
    if (counted.parse(readJson(list)).total_entries === 120) return runId;
    await new Promise<void>((resolve) => void setTimeout(resolve, 200));
  }
}
