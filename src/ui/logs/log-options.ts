import { useMemo } from "react";
import { useSearch } from "@tanstack/react-router";
import { useSearchChange, type Search } from "../search-state.ts";
import type { Pattern } from "./find-scan.ts";
import { readLevels } from "./levels.ts";
import { CLOCKS, type Clock } from "./log-time.ts";

/** What is shown of a log and how: all of it stands in the URL. */
export interface LogOptions {
  /** For each of LEVELS. */
  readonly levels: readonly boolean[];
  readonly pattern: Pattern;
  /** Number of the line a link points at, from 1; null for none. */
  readonly line: number | null;
  readonly isWrapped: boolean;
  readonly clock: Clock;
}

export function useLogOptions(): readonly [LogOptions, (changed: Search) => void] {
  const search: Search = useSearch({ strict: false });
  const change = useSearchChange();
  const { levels, find, regex, case: sensitive, line, wrap, clock } = search;
  const options = useMemo(
    () => ({
      levels: readLevels(levels),
      pattern: { text: find ?? "", isRegex: regex === "1", isCaseSensitive: sensitive === "1" },
      line: readLine(line),
      isWrapped: wrap !== "0",
      clock: CLOCKS.find((candidate) => candidate === clock) ?? "local",
    }),
    [levels, find, regex, sensitive, line, wrap, clock],
  );
  return [options, change];
}

function readLine(text: string | undefined): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : null;
}
