import { useSyncExternalStore } from "react";

/** Whether changes arrive: the header shows it on every page. */
export type Connection = "connected" | "connecting" | "offline";

let current: Connection = "connecting";
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next === current) return;
  current = next;
  for (const listener of listeners) listener();
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
