import { useSyncExternalStore } from "react";
import { getPreferences, subscribe as subscribeToPreferences } from "../theme/preferences.ts";
import { first } from "./english/first.ts";
import type { late } from "./english/late.ts";
import { speak, type Parameters, type Translate, type Translated, type WordKey } from "./translate.ts";

export type { Area, Catalogue, Parameters, Phrase, Translate, Translation, WordKey } from "./translate.ts";

interface Language {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  readonly loadFirst: () => Promise<Translated<typeof first>>;
  readonly loadLate: () => Promise<Translated<typeof late>>;
}

/** A language is a folder beside `english` and a line here; all but the first words in English are loaded when asked for. */
export const LANGUAGES: Readonly<Record<"en" | "de", Language>> = {
  en: {
    tag: "en",
    name: "English",
    direction: "ltr",
    loadFirst: () => Promise.resolve(first),
    loadLate: async () => (await import("./english/late.ts")).late,
  },
  de: {
    tag: "de",
    name: "Deutsch",
    direction: "ltr",
    loadFirst: async () => (await import("./german/first.ts")).first,
    loadLate: async () => (await import("./german/late.ts")).late,
  },
};

interface Spoken {
  readonly tag: string;
  readonly hasLate: boolean;
  readonly translate: Translate;
}

let spoken: Spoken = { tag: "en", hasLate: false, translate: speak("en", first) };
let needsLate = false;
let lastChange: Promise<void> = Promise.resolve();
const listeners = new Set<() => void>();

/** Loads the chosen language; the page keeps the old one until it is there. */
export function applyLanguage(): Promise<void> {
  // One after the other: of two changes the later one holds, whichever arrives first.
  lastChange = lastChange.then(change, change);
  return lastChange;
}
subscribeToPreferences(() => void applyLanguage());

/** Code that the first view does without comes together with its words, so that no bare key is ever seen. */
export async function withWords<Module>(code: Promise<Module>): Promise<Module> {
  needsLate = true;
  const [module] = await Promise.all([code, applyLanguage()]);
  return module;
}

async function change(): Promise<void> {
  const language = LANGUAGES[getPreferences().language] ?? LANGUAGES.en;
  const hasLate = needsLate;
  if (language.tag === spoken.tag && hasLate === spoken.hasLate) return;
  const areas = await Promise.all([language.loadFirst(), hasLate ? language.loadLate() : {}]);
  spoken = { tag: language.tag, hasLate, translate: speak(language.tag, { ...areas[0], ...areas[1] }) };
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
  for (const listener of listeners) listener();
}

/** The function that turns a key into words, e.g. `t("home.runs", { count: 3 })`. */
export function useWords(): Translate {
  return useSyncExternalStore(subscribe, () => spoken).translate;
}

/** For code outside of components. */
export function translate(key: WordKey, parameters?: Parameters): string {
  return spoken.translate(key, parameters);
}

/** The language's tag, for Intl. */
export function getLanguageTag(): string {
  return spoken.tag;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
