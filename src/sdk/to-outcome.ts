import type { Json } from "../core/json.ts";
import type { Outcome } from "../core/protocol.ts";
import type { Reason } from "../core/reason.ts";
import type { TaskBody } from "./body.ts";
import { parseDuration } from "./duration.ts";
import { isDeferral, isSkip } from "./outcome.ts";
import type { Deferral } from "./outcome.ts";
import { toJson } from "./to-json.ts";

/** How a body ended. */
export type Ended = { readonly returned: unknown } | { readonly thrown: unknown };

export interface Attempted {
  readonly outcome: Outcome;
  /** What is published as the task's value; undefined is nothing. */
  readonly output: Json | undefined;
}

const LONGEST_MESSAGE = 2_000;

/** Turns what a body returned or threw into an outcome. `now` is epoch milliseconds: a deferral by duration counts from it. */
export function toOutcome(body: Pick<TaskBody, "kind" | "every" | "arms">, ended: Ended, now: number): Attempted {
  const value = "thrown" in ended ? ended.thrown : ended.returned;
  if (isSkip(value)) return end({ type: "skip", reason: { code: "skip", params: { reason: String(value.reason) } } });
  if (isDeferral(value)) return end(toDefer(value, now));
  if ("thrown" in ended) return end(toFailure(ended.thrown));
  const copied = toJson(ended.returned);
  if (!copied.ok) return end(failForGood("output_not_json", { ...copied.error }));
  return decide(body, copied.value);
}

function decide({ kind, every, arms }: Pick<TaskBody, "kind" | "every" | "arms">, output: Json | undefined): Attempted {
  switch (kind) {
    case "task":
    case "empty":
    case "latest_only":
      return end({ type: "success" }, output);
    case "sensor":
      return isNotYet(output) ? end({ type: "reschedule", delay: every ?? 0 }) : end({ type: "success" }, output);
    case "short_circuit": {
      const proceed = Boolean(output);
      return end({ type: "success", decision: { kind, proceed } }, proceed ? output : undefined);
    }
    case "branch":
      return pick(arms, output);
  }
}

function isNotYet(output: Json | undefined): boolean {
  return output === false || output === null || output === undefined;
}

/** A label nobody hangs on leads nowhere; only where the arms were listed can a label be a mistake. */
function pick(arms: TaskBody["arms"], output: Json | undefined): Attempted {
  const answers: readonly unknown[] = Array.isArray(output) ? output : [output ?? []].flat();
  const labels = answers.filter((answer) => typeof answer === "string");
  if (labels.length < answers.length) return end(failForGood("branch_no_label", { answer: JSON.stringify(output) }));
  const stray = arms?.isClosed === true ? labels.find((label) => !arms.labels.has(label)) : undefined;
  if (stray !== undefined) {
    return end(failForGood("unknown_arm", { label: stray, arms: [...(arms?.labels ?? [])].join(", ") }));
  }
  const followed = labels.filter((label) => arms === null || arms.labels.has(label));
  return end({ type: "success", decision: { kind: "branch", labels: followed } }, output ?? null);
}

function toDefer({ until, event, resume }: Deferral, now: number): Outcome {
  const left = toJson(resume);
  if (!left.ok) return failForGood("resume_not_json", { ...left.error });
  const at = toInstant(until, now);
  if ((until !== null && at === null) || (until === null && event === null)) {
    return failForGood("defer_invalid", { until: String(until) });
  }
  return { type: "defer", until: at, event, resume: left.value ?? null };
}

function toInstant(until: Deferral["until"], now: number): number | null {
  if (until instanceof Date) return Number.isNaN(until.getTime()) ? null : until.getTime();
  const delay = parseDuration(until);
  return delay === null ? null : now + delay;
}

function toFailure(thrown: unknown): Outcome {
  const { name, message, delay } = readError(thrown);
  const reason: Reason = { code: "error", params: { name, message: message.slice(0, LONGEST_MESSAGE) } };
  if (name === "NonRetryable") return { type: "fail", reason, retryable: false };
  if (name !== "RetryAfter") return { type: "fail", reason, retryable: true };
  const wait = parseDuration(delay);
  if (wait === null) return failForGood("duration_invalid", { text: String(delay) });
  return { type: "retry_after", reason, delay: wait };
}

/** By name and not by class: a bundle may carry its own copy of the class. */
function readError(thrown: unknown): { name: string; message: string; delay: unknown } {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), delay: undefined };
  return { name: thrown.name, message: thrown.message, delay: "delay" in thrown ? thrown.delay : undefined };
}

function failForGood(code: string, params: Reason["params"]): Outcome {
  return { type: "fail", reason: { code, params }, retryable: false };
}
function end(outcome: Outcome, output?: Json): Attempted {
  return { outcome, output };
}
