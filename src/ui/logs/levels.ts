import { LEVELS } from "./entry-scan.ts";

/** `warning,error`; without any all are shown. */
export function readLevels(text: string | undefined): boolean[] {
  const named = (text ?? "").split(",").filter((name) => LEVELS.some((level) => level === name));
  return LEVELS.map((level) => named.length === 0 || named.includes(level));
}

/** The text for the URL when one level is switched; undefined for all. */
export function switchLevel(levels: readonly boolean[], index: number): string | undefined {
  const isAll = levels.every(Boolean);
  const next = levels.map((isShown, at) => (isAll ? at === index : isShown !== (at === index)));
  const names = LEVELS.filter((_, at) => next[at] === true);
  return names.length === 0 || names.length === LEVELS.length ? undefined : names.join(",");
}
