import { readText, type Foreign } from "../../api/imports.ts";
import { readState, type ShownState } from "../../theme/states.ts";

/** What is read of a foreign run; absent fields are null. */
export interface ImportedRun {
  readonly id: string;
  readonly state: ShownState;
  readonly type: string | null;
  /** ISO strings. */
  readonly due: string | null;
  readonly started: string | null;
  readonly ended: string | null;
  /** Milliseconds. */
  readonly duration: number | null;
}

export function readRun(shape: Foreign): ImportedRun {
  const [started, ended] = [readText(shape, "start_date"), readText(shape, "end_date")];
  const seconds = shape["duration"];
  const between = started === null || ended === null ? null : Date.parse(ended) - Date.parse(started);
  return {
    id: readText(shape, "dag_run_id") ?? "",
    state: readState(readText(shape, "state")),
    type: readText(shape, "run_type"),
    due: readText(shape, "run_after"),
    started,
    ended,
    duration: typeof seconds === "number" ? seconds * 1_000 : between,
  };
}
