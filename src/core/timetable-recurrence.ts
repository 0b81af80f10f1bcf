import type { Recurrence } from "./timetable-types.ts";

const SECOND = 1000;
/** Slots further apart than this do not know each other. */
const LONGEST = 100 * 366 * 86_400 * SECOND;

/** A whole recurrence out of its forward half: `findNext` gives the first slot strictly after an instant. */
export function recurByNext(findNext: Recurrence["findNext"]): Recurrence {
  const findPrevious = (instant: number): number | null => findLastBefore(findNext, instant);
  return {
    findNext,
    findPrevious,
    alignToNext: (instant) => findNext(instant - 1),
    alignToPrevious: (instant) => findPrevious(instant + 1),
  };
}

/** Looks back twice as far each time until there is a slot, then halves what lies between it and the instant. */
function findLastBefore(findNext: Recurrence["findNext"], instant: number): number | null {
  const findFrom = (from: number): number | null => {
    const slot = findNext(from - 1);
    return slot !== null && slot < instant ? slot : null;
  };
  let found: number | null = null;
  for (let reach = SECOND; found === null && reach <= LONGEST; reach *= 2) found = findFrom(instant - reach);
  let none = instant;
  while (found !== null && findFrom(found + 1) !== null) {
    const middle: number = Math.ceil((found + none) / 2);
    const later = findFrom(middle);
    if (later === null) none = middle;
    else found = later;
  }
  return found;
}
