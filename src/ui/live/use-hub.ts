import { useQuery, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { meQuery } from "../api/session.ts";
import type { LiveRun } from "../../live/messages.ts";
import { tellListeners } from "./hub-listeners.ts";
import { putIntoLines, putIntoRuns } from "./put-runs.ts";
import { watch } from "./socket.ts";
import { throttle } from "./throttle.ts";

/** How often what cannot be changed in its place is asked for again at most, in milliseconds. */
const PAUSE = 1_000;

/** Watches all runs that the person may see, once it is known who that is, and keeps home and the lists as new as what is told. */
export function useHub(): void {
  const queryClient = useQueryClient();
  const isKnown = useQuery(meQuery).data !== undefined;
  useEffect(() => {
    if (!isKnown) return undefined;
    const refresh = {
      home: throttle(() => void queryClient.invalidateQueries({ queryKey: ["home"] }), PAUSE),
      dags: throttle(() => void queryClient.invalidateQueries({ queryKey: ["dags"] }), 10 * PAUSE),
      runs: throttle(() => void queryClient.invalidateQueries({ queryKey: ["runs"] }), PAUSE),
    };
    const connection = watch("/api/x/live", {
      onMessage: (message) => {
        tellListeners(message);
        if (message.kind === "runs" && message.runs.length > 0) take(queryClient, message.runs, refresh);
      },
      onGap: () => {
        tellListeners(null);
        Object.values(refresh).forEach((again) => again());
      },
    });
    return () => connection.close();
  }, [queryClient, isKnown]);
}

type Refresh = Readonly<Record<"home" | "dags" | "runs", () => void>>;

function take(queryClient: QueryClient, runs: readonly LiveRun[], refresh: Refresh): void {
  refresh.home();
  // A run that begins or ends moves its DAG's next one, which is told to nobody.
  if (putIntoLines(queryClient, runs)) refresh.dags();
  if (putIntoRuns(queryClient, runs)) refresh.runs();
}
