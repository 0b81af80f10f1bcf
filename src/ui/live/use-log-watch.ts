import { useEffect } from "react";
import { path } from "../api/http.ts";
import type { LogSource } from "../logs/log-feed.ts";
import type { LogSession } from "../logs/log-session.ts";
import { watch } from "./socket.ts";

/** Brings the lines of an attempt that goes on into its log as they are written. */
export function useLogWatch(session: LogSession, source: LogSource, isLive: boolean): void {
  const { dagId, runId, taskId, mapIndex, tryNumber } = source;
  useEffect(() => {
    if (!isLive) return undefined;
    const connection = watch(path`/api/x/dags/${dagId}/dagRuns/${runId}/live`, {
      onMessage: (message) => {
        if (message.kind === "logs") session.push(message.from, message.lines);
        if (message.kind !== "changes") return;
        const isOwn = message.instances?.some((one) => one.taskId === taskId && one.mapIndex === mapIndex) ?? true;
        if (isOwn) session.nudge();
      },
      onGap: () => session.nudge(),
    });
    connection.request({ kind: "watch_logs", taskId, mapIndex, tryNumber, from: session.store.length });
    return () => connection.close();
  }, [session, dagId, runId, taskId, mapIndex, tryNumber, isLive]);
}
