import type { BrokenFile } from "../../src/core/manifest.ts";
import type { Reason } from "../../src/core/reason.ts";

/** What is wrong with one DAG file: a code with parameters, and the same in words. */
export type Fault = BrokenFile["errors"][number];

/** A place in a DAG file: the path as the author types it, line and column from 1. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

type Params = Readonly<Record<string, string | number>>;

/** One message: where, what, and how to mend it. */
function describe(code: string, place: Place, what: string, mend: string, params: Params = {}): Fault {
  const line = place.line === null ? {} : { line: place.line };
  return {
    reason: { code, params: { file: place.file, ...line, ...params } },
    message: `${formatPlace(place)}: ${what}. ${mend}`,
  };
}

function formatPlace({ file, line, column }: Place): string {
  if (line === null) return file;
  return column === null ? `${file}:${line}` : `${file}:${line}:${column}`;
}

export function describeUnreadable(place: Place, error: string): Fault {
  return describe("dag_file_unreadable", place, `cannot be read (${error})`, "Check the file and its permissions.", {
    error,
  });
}

export function describeSyntaxError(place: Place, error: string): Fault {
  return describe("dag_syntax_error", place, error, "Mend the syntax on this line.", { error });
}

export function describeUnresolvedImport(place: Place, specifier: string): Fault {
  const mend = specifier.startsWith(".")
    ? "Check the path and its .ts extension."
    : "Add the package to package.json and run `npm install`, or check the name.";
  return describe("dag_import_unresolved", place, `imports "${specifier}", which is not there`, mend, { specifier });
}

export function describeBundleError(place: Place, error: string): Fault {
  return describe("dag_bundle_failed", place, `cannot be bundled: ${error}`, "Mend or remove what is named here.", {
    error,
  });
}

export function describeThrow(place: Place, error: string): Fault {
  return describe(
    "dag_import_failed",
    place,
    `throws when it is imported: ${error}`,
    "A DAG file only declares; move work that can fail into a task.",
    { error },
  );
}

/** The SDK's own words already say how to mend it; the place is added. */
export function describeInvalidDag(place: Place, reason: Reason, message: string): Fault {
  const line = place.line === null ? {} : { line: place.line };
  return {
    reason: { code: reason.code, params: { ...reason.params, file: place.file, ...line } },
    message: `${formatPlace(place)}: ${message}`,
  };
}

export function describeNoDag(place: Place): Fault {
  return describe(
    "dag_missing",
    place,
    "exports no DAG",
    "Export one (`export default dag(…)`), or start the file's name with `_` when it is shared code.",
  );
}

export function describeTimeout(place: Place, seconds: number): Fault {
  return describe(
    "dag_import_timeout",
    place,
    `is not imported after ${seconds} s`,
    "Look for an endless loop or a top-level `await` that never ends; a DAG file only declares.",
    { seconds },
  );
}

export function describeExit(place: Place, call: string): Fault {
  return describe(
    "dag_process_exited",
    place,
    `calls ${call} when it is imported`,
    "Remove the call; to end a task, return or throw in it.",
    { call },
  );
}

export function describeCrash(place: Place, error: string): Fault {
  return describe(
    "dag_process_crashed",
    place,
    `ends the process that imports it (${error})`,
    "A DAG file only declares; move this work into a task.",
    { error },
  );
}

export function describeDuplicate(place: Place, dagId: string, other: string): Fault {
  return describe(
    "dag_duplicate",
    place,
    `declares the DAG "${dagId}", which ${other} declares already`,
    "Give one of the two another id.",
    { dagId, other },
  );
}
