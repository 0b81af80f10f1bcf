import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** What a page shows: everything of a DAG, or everything of one of its runs. */
export type Subject =
  | { readonly kind: "dag"; readonly dagId: string }
  | { readonly kind: "run"; readonly dagId: string; readonly runId: string };

/** How long what goes on is believed where nothing is pushed, in milliseconds. */
const REST = 2_000;

/** Reads again what is asked about the subject while it goes on; what is over costs nothing. */
export function useRefreshWhile(isActive: boolean, subject: Subject): void {
  const queries = useQueryClient();
  const { dagId } = subject;
  const runId = subject.kind === "run" ? subject.runId : null;
  useEffect(() => {
    if (!isActive) return undefined;
    const queryKey = runId === null ? ["dag", dagId] : ["dag", dagId, "run", runId];
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void queries.invalidateQueries({ queryKey });
    }, REST);
    return () => clearInterval(timer);
  }, [queries, isActive, dagId, runId]);
}
