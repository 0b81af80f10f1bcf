import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Airflow's `MAX_RETRY_DELAY`. */
const LONGEST_RETRY_DELAY_SECONDS = 24 * 60 * 60;
/** Python's `timedelta.max` less a second. */
const LONGEST_POKE_DELAY_SECONDS = 86_399_999_999_999;

export interface RetryDelayInput {
  readonly dagId: string;
  readonly taskId: string;
  /** Epoch milliseconds. */
  readonly logicalDate: number | null;
  readonly tryNumber: number;
  readonly delaySeconds: number;
  /** Airflow's `retry_exponential_backoff`: 0 and 1 keep the delay constant. */
  readonly multiplier: number;
  readonly maxDelaySeconds: number | null;
}

/**
 * How long after the end of a try the next one may start, in seconds. Backoff grows with the try and is spread by a hash of the
 * instance, so it is the same wherever it is computed (`TaskInstance.next_retry_datetime`).
 */
export function retryDelaySeconds(input: RetryDelayInput): number {
  const { multiplier, delaySeconds, maxDelaySeconds, tryNumber } = input;
  if (multiplier === 0 || multiplier === 1 || multiplier < 0) return delaySeconds;
  const power = multiplier ** (tryNumber - 1);
  const backoff = Number.isFinite(power) ? Math.ceil(delaySeconds * power) : Number.POSITIVE_INFINITY;
  const least = Number.isFinite(backoff) ? Math.max(1, backoff) : LONGEST_RETRY_DELAY_SECONDS;
  const seed = `${input.dagId}#${input.taskId}#${formatPythonDatetime(input.logicalDate)}#${tryNumber}`;
  const delay = Math.min(addJitter(least, seed), LONGEST_RETRY_DELAY_SECONDS);
  return maxDelaySeconds === null || maxDelaySeconds === 0 ? delay : Math.min(delay, maxDelaySeconds);
}

export interface RetryEligibility {
  readonly restarting: boolean;
  readonly retries: number;
  readonly tryNumber: number;
  readonly maxTries: number;
}

/** Whether a failed try is followed by another (`TaskInstance.is_eligible_to_retry`). */
export function isEligibleToRetry({ restarting, retries, tryNumber, maxTries }: RetryEligibility): boolean {
  return restarting || (retries !== 0 && tryNumber <= maxTries);
}

export interface PokeDelayInput {
  readonly dagId: string;
  readonly taskId: string;
  /** What names the start of the sensor in the hash: Airflow takes the date in mode reschedule, a clock reading in mode poke. */
  readonly startedAt: string;
  readonly mode: "poke" | "reschedule";
  readonly exponentialBackoff: boolean;
  /** 1 for the first poke; in mode reschedule it is estimated from the time gone by. */
  readonly pokeCount: number;
  readonly runDurationSeconds: number;
  readonly pokeIntervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly maxWaitSeconds: number | null;
}

/** How long a sensor waits before its next poke, in seconds (`BaseSensorOperator._get_next_poke_interval`). */
export function nextPokeDelay(input: PokeDelayInput): number {
  if (!input.exponentialBackoff) return input.pokeIntervalSeconds;
  const pokeCount = input.mode === "reschedule" ? estimatePokeCount(input) : input.pokeCount;
  const left = input.timeoutSeconds - Math.trunc(input.runDurationSeconds);
  const delay = Math.min(left, spreadPokeDelay(input, pokeCount));
  return input.maxWaitSeconds === null || input.maxWaitSeconds === 0 ? delay : Math.min(input.maxWaitSeconds, delay);
}

/** A rescheduled sensor remembers no count: it is how many delays fit into the time gone by, and one more. */
function estimatePokeCount(input: PokeDelayInput): number {
  let elapsed = 0;
  let pokeCount = 0;
  while (elapsed <= input.runDurationSeconds) {
    pokeCount += 1;
    elapsed += spreadPokeDelay(input, pokeCount);
  }
  return pokeCount === 0 ? input.pokeCount : pokeCount;
}

function spreadPokeDelay({ dagId, taskId, startedAt, pokeIntervalSeconds }: PokeDelayInput, pokeCount: number): number {
  if (pokeIntervalSeconds === 0) return 1;
  const least = Math.max(Math.trunc(pokeIntervalSeconds * 2 ** (pokeCount - 2)), 1);
  if (!(least < LONGEST_POKE_DELAY_SECONDS)) return LONGEST_POKE_DELAY_SECONDS;
  return Math.min(addJitter(least, `${dagId}#${taskId}#${startedAt}#${pokeCount}`), LONGEST_POKE_DELAY_SECONDS);
}

/** Between `least` and twice that, by the seed's SHA-1. */
function addJitter(least: number, seed: string): number {
  if (least === 1) return 1;
  const hash = BigInt(`0x${bytesToHex(sha1(utf8ToBytes(seed)))}`);
  return least + Number(hash % BigInt(least));
}

/** Python's `str()` of a UTC datetime: "2025-06-10 00:00:00+00:00", with six digits when there are microseconds; "None" for null. */
export function formatPythonDatetime(instant: number | null): string {
  if (instant === null) return "None";
  const micros = Math.round(instant * 1000);
  const seconds = Math.floor(micros / 1_000_000);
  const [date = "", time = ""] = new Date(seconds * 1000).toISOString().split(/[T.]/);
  const fraction = micros - seconds * 1_000_000;
  return `${date} ${time}${fraction === 0 ? "" : `.${String(fraction).padStart(6, "0")}`}+00:00`;
}
