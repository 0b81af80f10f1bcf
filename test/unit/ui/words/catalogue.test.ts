import { describe, expect, it } from "vitest";
import { english } from "../../../../src/ui/words/english/index.ts";
import { german } from "../../../../src/ui/words/german/index.ts";
import { speak, type Area, type Phrase } from "../../../../src/ui/words/translate.ts";

function listPhrases(catalogue: Readonly<Record<string, Area>>): Map<string, Phrase> {
  const areas = Object.entries(catalogue);
  return new Map(
    areas.flatMap(([area, words]) => Object.entries(words).map(([key, value]) => [`${area}.${key}`, value])),
  );
}

function listParameters(phrase: Phrase): string[] {
  const text = typeof phrase === "string" ? phrase : phrase.other;
  return [...new Set(text.match(/\{\w+\}/g))].toSorted();
}

describe("the catalogue of words", () => {
  const source = listPhrases(english);
  const translated = listPhrases(german);

  it("has the same keys in every language, and is silent in none that another speaks in", () => {
    expect([...translated.keys()].toSorted()).toEqual([...source.keys()].toSorted());
    const listSilent = (phrases: Map<string, Phrase>) => [...phrases].filter(([, phrase]) => phrase === "");
    expect(listSilent(translated)).toEqual(listSilent(source));
  });

  it("takes the same parameters in every language", () => {
    const differing = [...source].filter(([key, phrase]) => {
      const other = translated.get(key) ?? "";
      return listParameters(phrase).join() !== listParameters(other).join();
    });
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("chooses plurals by the language and writes numbers its way", () => {
    const say = speak("en", english);
    expect(say("home.summaryDags", { count: 1 })).toBe("1 DAG");
    expect(say("home.summaryDags", { count: 1200 })).toBe("1,200 DAGs");
    const sage = speak("de", german);
    expect(sage("home.summaryRunning", { count: 1 })).toBe("1 läuft");
    expect(sage("home.summaryRunning", { count: 1200 })).toBe("1.200 laufen");
  });

  it("puts what it is given into words as it is, markup and braces too", () => {
    const say = speak("en", english);
    expect(say("dags.select", { dag: "<b>{count}</b>" })).toBe("Select <b>{count}</b>");
  });
});
