import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { path } from "../api/http.ts";
import { putIntoGrids } from "./put-cells.ts";
import { watch } from "./socket.ts";
import { throttle } from "./throttle.ts";

/** How often what cannot be changed in its place is asked for again at most, in milliseconds. */
const PAUSE = 1_000;

/** Keeps the grid and the details of a DAG as new as what is told of its runs, unless there is nothing to be told. */
export function useDagWatch(dagId: string, isThere: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!isThere) return undefined;
    const refreshGrid = throttle(() => void queries.invalidateQueries({ queryKey: ["dag", dagId, "grid"] }), PAUSE);
    const refreshDetails = throttle(
      () => void queries.invalidateQueries({ queryKey: ["dag", dagId, "details"] }),
      PAUSE,
    );
    const connection = watch(path`/api/x/dags/${dagId}/live`, {
      onMessage: (message) => {
        if (message.kind === "cells" && !putIntoGrids(queries, dagId, message)) refreshGrid();
        if (message.kind === "runs") refreshGrid();
        // A run that ends moves what is active and what comes next.
        if (message.kind === "runs" || (message.kind === "cells" && message.run.endedAt !== null)) refreshDetails();
      },
      onGap: refreshGrid,
    });
    return () => connection.close();
  }, [queries, dagId, isThere]);
}
