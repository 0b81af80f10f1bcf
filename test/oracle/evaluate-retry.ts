import { z } from "zod";
import { nextPokeDelay, retryDelaySeconds } from "../../src/core/retry.ts";
import { compare, sumUp, type Evaluation, type Verdict } from "./evaluation.ts";

const retryCase = z.object({
  dag_id: z.string(),
  task_id: z.string(),
  logical_date_str: z.string(),
  retry_delay_s: z.number(),
  multiplier: z.number(),
  max_retry_delay_s: z.number().nullish(),
  try_number: z.number(),
  expected_delay_s: z.number(),
});
const pokeCase = z.object({
  // The recorded sensor is etl.wait where a case does not name it.
  dag_id: z.string().default("etl"),
  task_id: z.string().default("wait"),
  mode: z.enum(["poke", "reschedule"]),
  started_at_str: z.string(),
  run_duration: z.number(),
  poke_interval: z.number(),
  timeout: z.number(),
  max_wait: z.number().nullish(),
  poke_count: z.number(),
  expected: z.number(),
});
const retryFile = z.object({ retry: z.array(retryCase), poke: z.array(pokeCase).default([]) });

/** Compares recorded retry delays and poke intervals of Airflow with ours. Throws when the file has another shape. */
export function evaluateRetry(file: unknown): Required<Evaluation> {
  const { retry, poke } = retryFile.parse(file);
  return sumUp([...retry.map(evaluateRetryCase), ...poke.map(evaluatePokeCase)]);
}

function evaluateRetryCase(recorded: z.infer<typeof retryCase>, index: number): Verdict {
  const ours = retryDelaySeconds({
    dagId: recorded.dag_id,
    taskId: recorded.task_id,
    logicalDate: readPythonDatetime(recorded.logical_date_str),
    tryNumber: recorded.try_number,
    delaySeconds: recorded.retry_delay_s,
    multiplier: recorded.multiplier,
    maxDelaySeconds: recorded.max_retry_delay_s ?? null,
  });
  return compare(`retry ${index}`, recorded.expected_delay_s, ours);
}

function evaluatePokeCase(recorded: z.infer<typeof pokeCase>, index: number): Verdict {
  const ours = nextPokeDelay({
    dagId: recorded.dag_id,
    taskId: recorded.task_id,
    startedAt: recorded.started_at_str,
    mode: recorded.mode,
    exponentialBackoff: true,
    pokeCount: recorded.poke_count,
    runDurationSeconds: recorded.run_duration,
    pokeIntervalSeconds: recorded.poke_interval,
    timeoutSeconds: recorded.timeout,
    maxWaitSeconds: recorded.max_wait ?? null,
  });
  return compare(`poke ${index}`, recorded.expected, ours);
}

/** Reads what `formatPythonDatetime` writes, microseconds as thousandths of a millisecond. */
function readPythonDatetime(text: string): number | null {
  if (text === "None") return null;
  const [, date = "", time = "", fraction = "0"] = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d{6}))?\+00:00$/.exec(text) ?? [];
  return Date.parse(`${date}T${time}Z`) + Number(fraction) / 1000;
}
