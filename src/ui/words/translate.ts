import type { english } from "./english/index.ts";

/** A phrase, or one per plural category of the language (Intl.PluralRules); `{name}` stands for a parameter. */
export type Phrase = string | ({ readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>);
export type Area = Readonly<Record<string, Phrase>>;
/** The same words in another language: `satisfies Translation<typeof english.home>` for an area. */
export type Translation<Source extends Area> = { readonly [Key in keyof Source]: Phrase };
/** Some areas in another language. */
export type Translated<Areas extends Readonly<Record<string, Area>>> = {
  readonly [Name in keyof Areas]: Translation<Areas[Name]>;
};
export type Catalogue = Translated<typeof english>;
export type WordKey = {
  [Name in keyof typeof english]: `${Name}.${keyof (typeof english)[Name] & string}`;
}[keyof typeof english];
export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: WordKey, parameters?: Parameters) => string;

/** The function that turns keys into words of one language; `tag` as in BCP 47. `count` decides the plural. */
export function speak(tag: string, areas: Readonly<Record<string, Area>>): Translate {
  const plurals = new Intl.PluralRules(tag);
  const numbers = new Intl.NumberFormat(tag);
  const find = (key: string): Phrase => {
    const dot = key.indexOf(".");
    return areas[key.slice(0, dot)]?.[key.slice(dot + 1)] ?? key;
  };
  return (key, parameters = {}) => {
    const phrase = find(key);
    const text = typeof phrase === "string" ? phrase : choose(phrase, plurals, parameters["count"]);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name] ?? "";
      return typeof value === "number" ? numbers.format(value) : value;
    });
  };
}

function choose(phrase: Exclude<Phrase, string>, plurals: Intl.PluralRules, count: string | number | undefined) {
  return phrase[plurals.select(Number(count ?? 0))] ?? phrase.other;
}
