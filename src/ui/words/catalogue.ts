import { useSyncExternalStore } from "react";
import { getPreferences, subscribe as subscribeToPreferences } from "../theme/preferences.ts";
import { english } from "./english/index.ts";
import { speak, type Catalogue, type Parameters, type Translate, type WordKey } from "./translate.ts";

export type { Area, Catalogue, Parameters, Phrase, Translate, Translation, WordKey } from "./translate.ts";

interface Language {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  readonly load: () => Promise<Catalogue>;
}

/** A language is a folder beside `english` and a line here; all but English are loaded when asked for. */
export const LANGUAGES: Readonly<Record<"en" | "de", Language>> = {
  en: { tag: "en", name: "English", direction: "ltr", load: () => Promise.resolve(english) },
  de: { tag: "de", name: "Deutsch", direction: "ltr", load: async () => (await import("./german/index.ts")).german },
};

interface Spoken {
  readonly tag: string;
  readonly translate: Translate;
}

let spoken: Spoken = { tag: "en", translate: speak("en", english) };
const listeners = new Set<() => void>();

/** Loads the chosen language; the page keeps the old one until it is there. */
export async function applyLanguage(): Promise<void> {
  const language = LANGUAGES[getPreferences().language] ?? LANGUAGES.en;
  if (language.tag === spoken.tag) return;
  spoken = { tag: language.tag, translate: speak(language.tag, await language.load()) };
  document.documentElement.lang = language.tag;
  document.documentElement.dir = language.direction;
  for (const listener of listeners) listener();
}
subscribeToPreferences(() => void applyLanguage());

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
