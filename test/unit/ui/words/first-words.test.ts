import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { first } from "../../../../src/ui/words/english/first.ts";
import { late } from "../../../../src/ui/words/english/late.ts";

/** All sources that come with the app: what `main.tsx` imports, and what that imports. */
function readFirstView(): Map<string, string> {
  const sources = new Map<string, string>();
  const visit = (path: string): void => {
    if (sources.has(path) || !existsSync(path)) return;
    const text = readFileSync(path, "utf8");
    sources.set(path, text);
    const imports = text.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+\.tsx?)"/gm);
    for (const [, target = ""] of imports) visit(join(dirname(path), target));
  };
  visit(join(import.meta.dirname, "../../../../src/ui/main.tsx"));
  return sources;
}

describe("the words that come with the app", () => {
  const sources = [...readFirstView()].filter(([path]) => !path.includes("/words/"));

  it("are all that the first view speaks", () => {
    expect(sources.length).toBeGreaterThan(40);
    const lateAreas = Object.keys(late).join("|");
    const spoken = new RegExp(`["'\`](?:${lateAreas})\\.[a-zA-Z$]`);
    expect(sources.filter(([, text]) => spoken.test(text)).map(([path]) => path)).toEqual([]);
  });

  it("are followed by the others with whatever is loaded later", () => {
    const imports = sources.flatMap(([, text]) => text.match(/\S*\bimport\("[^"]+"\)/g) ?? []);
    expect(imports.length).toBeGreaterThan(15);
    expect(imports.filter((line) => !line.includes("withWords(import("))).toEqual([]);
  });

  it("share no area with the others", () => {
    expect(Object.keys(first).filter((area) => area in late)).toEqual([]);
  });
});
