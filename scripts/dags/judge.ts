import type { Mistake } from "./compile-messages.ts";
import type { CompileOutcome } from "./compiler.ts";
import {
  describeCrash,
  describeExit,
  describeInvalidDag,
  describeNoDag,
  describeThrow,
  describeTimeout,
  type Fault,
} from "./faults.ts";
import { locateFrame, locateText, type SourceOfFile } from "./locate.ts";

type Failure = Exclude<CompileOutcome, { readonly kind: "compiled" }>;

/** What a failed compilation means to the author. `timeLimit` is milliseconds. */
export function judge(file: SourceOfFile, failure: Failure, timeLimit: number): Fault[] {
  const whole = { file: file.path, line: null, column: null };
  switch (failure.kind) {
    case "none":
      return [describeNoDag(whole)];
    case "invalid":
      return failure.mistakes.map((mistake) => judgeMistake(file, mistake));
    case "threw":
      return [describeThrow(locateFrame(file, failure.error.stack), failure.error.message)];
    case "exited":
      return [describeExit(locateFrame(file, failure.error.stack), failure.call)];
    case "crashed":
      return [describeCrash(locateFrame(file, failure.error.stack), failure.error.message)];
    case "vanished":
      return [describeCrash(whole, failure.how)];
    case "timed_out":
      return [describeTimeout(locateFrame(file, failure.stack), timeLimit / 1000)];
  }
}

/** The task's own name is the last part of its id: groups stand before it. */
function judgeMistake(file: SourceOfFile, { reason, message }: Mistake): Fault {
  const task = String(reason.params["task"] ?? "");
  const names = [task, task.split(".").at(-1) ?? "", String(reason.params["dag"] ?? "")];
  const place = locateText(
    file,
    names.filter((name) => name !== ""),
  );
  return describeInvalidDag(place, reason, message);
}
