import { showError, showToast } from "../kit/toast.tsx";

/** How long something can be undone, in milliseconds: as long as the message that offers it stands. */
const WINDOW = 10_000;

/**
 * Does later what cannot be taken back, and offers to undo it until then. Leaving the page does it at once: what was
 * confirmed is not lost.
 */
export function postpone(words: string, act: () => Promise<unknown>, onUndone: () => void): void {
  const finish = () => {
    stop();
    act().catch(showError);
  };
  const timer = setTimeout(finish, WINDOW);
  const stop = () => {
    clearTimeout(timer);
    removeEventListener("pagehide", finish);
  };
  addEventListener("pagehide", finish);
  showToast(words, () => {
    stop();
    onUndone();
  });
}
