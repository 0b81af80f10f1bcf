import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import type { WordKey } from "../words/catalogue.ts";

/** One thing that a key does. The `?` sheet shows what is registered at the moment, and nothing else. */
export interface Shortcut {
  /** Keys in a row, as in `g h`, or with modifiers as in `Mod+k` (Ctrl, or Cmd on a Mac). Letters as KeyboardEvent.key. */
  readonly keys: string;
  readonly words: WordKey;
  readonly group: "go" | "page" | "general";
  readonly run: (event: KeyboardEvent) => void;
  /** One of a row of keys whose first stands for all in the sheet. */
  readonly isHidden?: boolean;
}

/** How long the second key of a pair is waited for, in milliseconds. */
const PATIENCE = 1_000;

let shortcuts: readonly Shortcut[] = [];
const listeners = new Set<() => void>();
let begun = { key: "", at: 0 };

/** Registers shortcuts while the component is there; the newest of equal keys wins. */
export function useShortcuts(given: readonly Shortcut[]): void {
  const latest = useRef(given);
  // Before the next key can come: what follows a paint may be later than a fast hand.
  useLayoutEffect(() => {
    latest.current = given;
  });
  const signature = given.map(({ keys }) => keys).join();
  useEffect(() => {
    const own = latest.current.map((shortcut, index) => ({
      ...shortcut,
      run: (event: KeyboardEvent) => latest.current[index]?.run(event),
    }));
    change([...own, ...shortcuts]);
    return () => change(shortcuts.filter((shortcut) => !own.includes(shortcut)));
  }, [signature]);
}

/** What is registered now, for the sheet and the palette; a page's shortcut hides a general one of the same keys. */
export function useRegistered(): readonly Shortcut[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shortcuts,
  );
  const isFirst = ({ keys }: Shortcut, index: number) => all.findIndex((other) => other.keys === keys) === index;
  return all.filter((shortcut, index) => shortcut.isHidden !== true && isFirst(shortcut, index));
}

/** Called once, by main. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const found = find(event);
    if (found === undefined) return;
    event.preventDefault();
    found.run(event);
  });
}

function find(event: KeyboardEvent): Shortcut | undefined {
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (hasModifier) return shortcuts.find(({ keys }) => keys === `Mod+${event.key.toLowerCase()}` && !event.altKey);
  if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return undefined;
  const pair = event.timeStamp - begun.at < PATIENCE ? `${begun.key} ${event.key}` : "";
  begun = { key: event.key, at: event.timeStamp };
  return shortcuts.find(({ keys }) => keys === pair) ?? shortcuts.find(({ keys }) => keys === event.key);
}

/** Where letters are text. A box to tick or a row takes shortcuts all the same. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
    return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button"].includes(target.type);
}

function change(next: readonly Shortcut[]): void {
  shortcuts = next;
  for (const listener of listeners) listener();
}
