import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";
import { flushSync } from "react-dom";
import type { WordKey } from "../words/catalogue.ts";

/** One thing that a key does. The `?` sheet shows what is registered at the moment, and nothing else. */
export interface Shortcut {
  /** Keys in a row, as in `g h`, or with modifiers as in `Mod+k` (Ctrl, or Cmd on a Mac). Named as KeyboardEvent.key. */
  readonly keys: string;
  readonly words: WordKey;
  readonly group: "go" | "page" | "general";
  readonly run: (event: KeyboardEvent) => void;
  /** One of a row of keys whose first stands for all in the sheet. */
  readonly isHidden?: boolean;
}

/** How long the second key of a pair is waited for, in milliseconds. */
const PATIENCE = 1_000;
/** How long a key waits at most for the page it is meant for, in milliseconds. */
const HELD = 3_000;
/** Keys that with Ctrl or Cmd are ours even before a page says so; all others are the browser's until then. */
const EARLY: readonly string[] = ["k"];

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

/** Called once, by main. `isGoing` says whether a page is on its way: keys that are typed meanwhile are meant for it. */
export function listenToKeys(isGoing: () => boolean): void {
  const held: KeyboardEvent[] = [];
  const isComing = (event: KeyboardEvent) =>
    isStarting() || (!hasModifier(event) && (isOpening() || isGoing() || (isFilling() && !isForPage(event))));
  const mustWait = (event: KeyboardEvent) => performance.now() - event.timeStamp < HELD && isComing(event);
  const release = () => {
    for (let [event] = held; event !== undefined; [event] = held) {
      const isText = !hasModifier(event) && isTyping(document.activeElement);
      if (!isText && mustWait(event)) break;
      held.shift();
      // Drawn at once: the next key may be meant for what this one opens.
      if (isText) write(event.key);
      else flushSync(() => perform(event));
    }
    if (held.length > 0) requestAnimationFrame(release);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const isSign = event.key.length === 1 && (!hasModifier(event) || EARLY.includes(event.key));
    // What comes behind held keys stays behind them, though it goes into a field by now.
    const isHeld = held.length > 0 || (event.key !== " " && isFree(event.target) && mustWait(event));
    if (!isSign || !isHeld) return perform(event);
    event.preventDefault();
    if (held.push(event) === 1) requestAnimationFrame(release);
  });
}

function perform(event: KeyboardEvent): void {
  const found = find(event);
  if (found === undefined) return;
  event.preventDefault();
  found.run(event);
}

/** What came behind a key that leads into a field is text of that field. */
function write(text: string): void {
  const place = document.activeElement;
  if (!(place instanceof HTMLInputElement)) return;
  place.setRangeText(text, place.selectionStart ?? 0, place.selectionEnd ?? 0, "end");
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Whether the page is not there yet that says what its keys do. */
function isStarting(): boolean {
  return shortcuts.length === 0;
}

/** Whether the code of a dialog is on its way, which may begin with a field. */
function isOpening(): boolean {
  return document.querySelector("[data-opening]") !== null;
}

/** Whether the page still waits for what it shows, and with that for what can be done about it. */
function isFilling(): boolean {
  return document.querySelector("main [data-loading]") !== null;
}

/** Whether the page knows the key already, or it is of a pair. */
function isForPage({ key }: KeyboardEvent): boolean {
  return shortcuts.some(
    ({ keys, group }) =>
      (group === "page" && keys === key) || keys.startsWith(`${key} `) || keys === `${begun.key} ${key}`,
  );
}

function hasModifier({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

function isFree(target: EventTarget | null): boolean {
  return !isTyping(target) && document.querySelector("dialog[open]") === null;
}

function find(event: KeyboardEvent): Shortcut | undefined {
  if (hasModifier(event)) {
    const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
    return shortcuts.find(({ keys }) => keys === `Mod+${key}` && !event.altKey);
  }
  if (!isFree(event.target)) return undefined;
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
