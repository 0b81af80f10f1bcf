import type { LiveMessage } from "../../live/messages.ts";

type Listener = (message: LiveMessage | null) => void;

const listeners = new Set<Listener>();

/** For pages that show more of what is told of all runs than the shell does; null stands for messages that were missed. */
export function listenToHub(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellListeners(message: LiveMessage | null): void {
  for (const listener of listeners) listener(message);
}
