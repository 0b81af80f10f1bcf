import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { path } from "../api/http.ts";
import { watch } from "./socket.ts";
import { throttle } from "./throttle.ts";

/** What a page shows: everything of a DAG, or everything of one of its runs. */
export type Subject =
  | { readonly kind: "dag"; readonly dagId: string }
  | { readonly kind: "run"; readonly dagId: string; readonly runId: string };

/** How often is asked again at most, in milliseconds. */
const PAUSE = 1_000;

/** Asks again for everything about the subject when it is told that something changed, while it goes on. */
export function useRefreshWhile(isActive: boolean, subject: Subject): void {
  const queries = useQueryClient();
  const { dagId } = subject;
  const runId = subject.kind === "run" ? subject.runId : null;
  useEffect(() => {
    if (!isActive) return undefined;
    const queryKey = runId === null ? ["dag", dagId] : ["dag", dagId, "run", runId];
    const address = runId === null ? path`/api/x/dags/${dagId}/live` : path`/api/x/dags/${dagId}/dagRuns/${runId}/live`;
    const refresh = throttle(() => void queries.invalidateQueries({ queryKey }), PAUSE);
    const connection = watch(address, {
      onMessage: (message) => {
        if (message.kind !== "snapshot" && message.kind !== "logs") refresh();
      },
      onGap: refresh,
    });
    return () => connection.close();
  }, [queries, isActive, dagId, runId]);
}
