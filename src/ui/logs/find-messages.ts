import type { Pattern } from "./find-scan.ts";

/** What the page says to the worker that looks for a pattern. */
export type FindRequest =
  | { readonly kind: "search"; readonly ask: number; readonly pattern: Pattern; readonly piece: Uint8Array }
  | { readonly kind: "ranges"; readonly ask: number; readonly pattern: Pattern; readonly texts: readonly string[] };

/** And what it answers, once for each request. */
export type FindAnswer =
  | { readonly kind: "search"; readonly ask: number; readonly found: readonly number[] }
  | {
      readonly kind: "ranges";
      readonly ask: number;
      readonly ranges: readonly (readonly (readonly [number, number])[])[];
    };
