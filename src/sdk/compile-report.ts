import { renderReason } from "../core/reason-words.ts";
import type { Reason } from "../core/reason.ts";
import { COMPILE_WORDS } from "./compile-words.ts";
import type { CompileCode } from "./compile-words.ts";

export interface CompileError {
  /** `params.dag` always, `params.task` where one task is concerned. */
  readonly reason: Reason;
  readonly message: string;
}

/** Collects what is wrong while a compilation goes on, so that an author sees all of it at once. */
export interface Report {
  readonly errors: CompileError[];
  readonly dag: string;
  /** Null for the DAG as a whole. */
  readonly task: string | null;
}

export function createReport(dag: string): Report {
  return { errors: [], dag, task: null };
}
export function reportOn(report: Report, task: string): Report {
  return { ...report, task };
}

export function add(report: Report, code: CompileCode, params: Reason["params"] = {}): void {
  push(report, { code, params }, fill(COMPILE_WORDS[code], { ...params, at: locate(report) }));
}

/** Takes over a reason that the core gives, in the core's words. */
export function addReason(report: Report, reason: Reason): void {
  push(report, reason, `${locate(report)}: ${renderReason(reason)}`);
}

function push({ errors, dag, task }: Report, { code, params }: Reason, message: string): void {
  const named = { dag, ...(task === null ? {} : { task }), ...params };
  errors.push({ reason: { code, params: named }, message });
}
function locate({ dag, task }: Report): string {
  return task === null ? `DAG "${dag}"` : `DAG "${dag}", task "${task}"`;
}
function fill(words: string, params: Reason["params"]): string {
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** A value in an error message: short, and never a failure of its own. */
export function show(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : String(value);
}
