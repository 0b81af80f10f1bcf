/** Does the work at once, and again after the pause when it was asked for meanwhile: never more often. Pause in milliseconds. */
export function throttle(work: () => void, pause: number): () => void {
  let isResting = false;
  let isWanted = false;
  const go = (): void => {
    if (isResting) {
      isWanted = true;
      return;
    }
    isResting = true;
    work();
    setTimeout(() => {
      isResting = false;
      if (!isWanted) return;
      isWanted = false;
      go();
    }, pause);
  };
  return go;
}
