import { useSyncExternalStore } from "react";

/** Whether changes arrive: the header shows it on every page. */
export type Connection = "connected" | "connecting" | "offline";

const open = new Map<symbol, Connection>();
const listeners = new Set<() => void>();

/** What one connection says of itself; null when it is closed or has nothing more to say. */
export function setConnection(name: symbol, next: Connection | null): void {
  if (next === null) open.delete(name);
  else open.set(name, next);
  for (const listener of listeners) listener();
}

/** As good as the worst of all. */
export function useConnection(): Connection {
  return useSyncExternalStore(subscribe, readWorst);
}

function readWorst(): Connection {
  const all = new Set(open.values());
  if (all.has("offline")) return "offline";
  return all.has("connecting") || all.size === 0 ? "connecting" : "connected";
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
