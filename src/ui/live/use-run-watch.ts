import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { path } from "../api/http.ts";
import { putIntoRun } from "./put-instances.ts";
import { watch } from "./socket.ts";
import { throttle } from "./throttle.ts";

/** How often what cannot be changed in its place is asked for again at most, in milliseconds. */
const PAUSE = 700;

/** Keeps what is shown of a run and of its tasks as new as what the run tells, unless there is nothing to be told. */
export function useRunWatch(dagId: string, runId: string, isThere = true): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isThere) return undefined;
    const refresh = throttle(() => {
      void queries.invalidateQueries({ queryKey: ["dag", dagId, "run", runId] });
      void queries.invalidateQueries({ queryKey: ["dag", dagId, "grid"] });
    }, PAUSE);
    const connection = watch(path`/api/x/dags/${dagId}/dagRuns/${runId}/live`, {
      onMessage: (message) => {
        if (message.kind !== "changes") return;
        putIntoRun(queries, message.run, message.instances ?? []);
        refresh();
      },
      onGap: refresh,
    });
    return () => connection.close();
  }, [queries, dagId, runId, isThere]);
}
