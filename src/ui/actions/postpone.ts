import { ApiError } from "../api/http.ts";
import { showError, showWaiting } from "../kit/toast.tsx";
import { translate } from "../words/catalogue.ts";

/** How long something that was confirmed waits, and can be undone, in milliseconds. */
const WINDOW = 5_000;

interface Deed {
  /** What will be done. */
  readonly words: string;
  /** Does it. When the page is being left, all of it has to be sent in this turn: there may be no other. */
  readonly act: (isLeaving: boolean) => Promise<unknown>;
  readonly onUndone?: () => void;
}

/** Confirmed and not sent yet, the oldest first, each with what ends its waiting. Who takes one out sends it. */
const waiting = new Map<Deed, () => void>();
let turn: Promise<void> = Promise.resolve();

/**
 * Does a little later what was confirmed, and offers to undo it until then: nothing has reached the server, so nothing
 * has to be taken back. It is done once: when the window ends, when it is hurried, or when the page is left or hidden.
 * Deeds are done one after the other, in the order in which their time comes.
 */
export function postpone(deed: Deed): void {
  const begin = () => {
    stop();
    turn = turn.then(() => send(deed, false));
  };
  const timer = setTimeout(begin, WINDOW);
  const onUndo = () => {
    clearTimeout(timer);
    if (waiting.delete(deed)) deed.onUndone?.();
  };
  const drop = showWaiting(deed.words, { onUndo, onNow: begin, at: Date.now() + WINDOW });
  const stop = () => {
    clearTimeout(timer);
    drop();
  };
  waiting.set(deed, stop);
}

/** Does at once what waits; resolves when all of it was answered. */
export async function doWaiting(): Promise<void> {
  await Promise.all([...waiting.keys()].map((deed) => send(deed, true)));
}

async function send(deed: Deed, isLeaving: boolean): Promise<void> {
  const stop = waiting.get(deed);
  if (stop === undefined) return;
  waiting.delete(deed);
  stop();
  await deed.act(isLeaving).catch((error: unknown) => showError(explain(deed, error)));
}

/** A refusal means that nothing was done; of a server that gave no answer, nobody knows. */
function explain({ words }: Deed, error: unknown): Error {
  const isUnknown = error instanceof ApiError && error.status === 0;
  const why = error instanceof Error ? error.message : String(error);
  return new Error(translate(isUnknown ? "common.unanswered" : "common.refused", { what: words, why }));
}

addEventListener("pagehide", () => void doWaiting());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void doWaiting());
