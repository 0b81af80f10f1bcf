import { useSyncExternalStore } from "react";
import { getPreferences, subscribe as subscribeToPreferences } from "../theme/preferences.ts";
import { english } from "./english/index.ts";

/** A phrase, or one per plural category of the language (Intl.PluralRules); `{name}` stands for a parameter. */
export type Phrase = string | ({ readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>);
export type Area = Readonly<Record<string, Phrase>>;
/** The same words in another language: `satisfies Translation<typeof english.home>` for an area. */
export type Translation<Source extends Area> = { readonly [Key in keyof Source]: Phrase };
export type Catalogue = { readonly [Name in keyof typeof english]: Translation<(typeof english)[Name]> };
export type WordKey = {
  [Name in keyof typeof english]: `${Name}.${keyof (typeof english)[Name] & string}`;
}[keyof typeof english];
export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: WordKey, parameters?: Parameters) => string;

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

let spoken: Spoken = speak("en", english);
const listeners = new Set<() => void>();

/** Loads the chosen language; the page keeps the old one until it is there. */
export async function applyLanguage(): Promise<void> {
  const language = LANGUAGES[getPreferences().language] ?? LANGUAGES.en;
  if (language.tag === spoken.tag) return;
  spoken = speak(language.tag, await language.load());
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

function speak(tag: string, catalogue: Catalogue): Spoken {
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const areas: Readonly<Record<string, Area>> = catalogue;
  const find = (key: string): Phrase => {
    const dot = key.indexOf(".");
    return areas[key.slice(0, dot)]?.[key.slice(dot + 1)] ?? key;
  };
  const say = (key: WordKey, parameters: Parameters = {}): string => {
    const phrase = find(key);
    const text = typeof phrase === "string" ? phrase : choose(phrase, plurals, parameters["count"]);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
  return { tag, translate: say };
}

function choose(phrase: Exclude<Phrase, string>, plurals: Intl.PluralRules, count: string | number | undefined) {
  return phrase[plurals.select(Number(count ?? 0))] ?? phrase.other;
}
