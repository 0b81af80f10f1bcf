import { useState } from "react";
import { useShortcuts, type Shortcut } from "./registry.ts";

interface ListKeys {
  readonly count: number;
  /** Enter, or `o`. */
  readonly onOpen: (index: number) => void;
  /** `x`, where rows can be selected. */
  readonly onSelect?: (index: number) => void;
}

/** `j`, `k`, arrows and Enter over rows. Gives the active row's index, -1 before the first key, and a way to set it. */
export function useListKeys({ count, onOpen, onSelect }: ListKeys): readonly [number, (index: number) => void] {
  const [wanted, setActive] = useState(-1);
  const active = Math.min(wanted, count - 1);
  const move = (by: number) => setActive(Math.max(0, Math.min(count - 1, active + by)));
  const open = (event: KeyboardEvent) => {
    const control = event.target instanceof HTMLElement ? event.target.closest("a, button, summary") : null;
    if (event.key === "Enter" && control instanceof HTMLElement) return control.click();
    if (active >= 0) onOpen(active);
  };
  const moving: Shortcut[] = [
    { keys: "j", words: "keys.next", group: "page", run: () => move(1) },
    { keys: "k", words: "keys.previous", group: "page", run: () => move(-1) },
    { keys: "Enter", words: "keys.open", group: "page", run: open },
  ];
  const selecting: Shortcut[] = [
    { keys: "x", words: "keys.select", group: "page", run: () => active >= 0 && onSelect?.(active) },
  ];
  useShortcuts(onSelect === undefined ? moving : [...moving, ...selecting]);
  return [active, setActive];
}
