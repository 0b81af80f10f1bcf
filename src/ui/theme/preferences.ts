import { useSyncExternalStore } from "react";

/** What a person chose for this browser. What is looked at stands in the URL instead. */
export interface Preferences {
  readonly theme: "system" | "light" | "dark";
  readonly density: "comfortable" | "compact";
  readonly language: "en" | "de";
  /** Where times are shown: here, or in UTC. */
  readonly zone: "local" | "utc";
}

const KEY = "tradewind.preferences";
const DEFAULTS: Preferences = { theme: "system", density: "comfortable", language: guessLanguage(), zone: "local" };

let current = read();
const listeners = new Set<() => void>();

export function getPreferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that keeps nothing still shows the choice until the page is left.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

/** Tells the style sheet; called before the first paint and at each change. */
export function applyPreferences(): void {
  const { dataset } = document.documentElement;
  dataset["theme"] = current.theme;
  dataset["density"] = current.density;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, getPreferences);
}

export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return { ...DEFAULTS, ...(typeof kept === "object" ? (kept as Partial<Preferences>) : {}) };
  } catch {
    return DEFAULTS;
  }
}

function guessLanguage(): Preferences["language"] {
  return navigator.language.startsWith("de") ? "de" : "en";
}
