import { useEffect, useState, useSyncExternalStore } from "react";
import { openWorker } from "../workers.ts";
// oxlint-disable-next-line import/default -- the build makes it the address of the worker
import findWorker from "./find-worker.ts?worker&url";
import type { FindAnswer } from "./find-messages.ts";
import type { StartWorker } from "./finder.ts";
import type { LogOptions } from "./log-options.ts";
import type { LogSource } from "./log-feed.ts";
import { LogSession } from "./log-session.ts";

const startWorker: StartWorker = (take) => {
  const worker = openWorker(findWorker);
  worker.onmessage = ({ data }: MessageEvent<FindAnswer>) => take(data);
  return worker;
};

/** The log of an attempt, open while the component is there. It stays with its first source: give the component a key. */
export function useSession(source: LogSource, { levels, pattern }: LogOptions): LogSession {
  const [session] = useState(() => new LogSession(source, startWorker));
  useEffect(() => session.open(), [session]);
  useEffect(() => session.setLevels(levels), [session, levels]);
  useEffect(() => session.search(pattern), [session, pattern]);
  return session;
}

/** Renders again whenever the session has something new; the number tells one state from the next. */
export function useVersion(session: LogSession): number {
  return useSyncExternalStore(session.subscribe, session.getVersion);
}
