import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(ROOT, "docs/guarantees.md"), "utf8");

/** `path.test.ts`: *part of a name*; *part of another* */
const named = [...text.matchAll(/`([\w/.-]+\.test\.ts)`: ((?:\*[^*]+\*(?:; )?)+)/g)].flatMap(
  ([, file = "", names = ""]) => [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = ""]) => [file, name] as const),
);
const files = new Set([...text.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, file = ""]) => file));

describe("docs/guarantees.md", () => {
  it("names tests at all", () => expect(named.length).toBeGreaterThan(40));

  it.each([...files])("names %s, which is there", (file) => {
    expect(existsSync(join(ROOT, "test", file))).toBe(true);
  });

  it.each(named)("names a test of %s: %s", (file, name) => {
    const source = readFileSync(join(ROOT, "test", file), "utf8");
    const titles = [
      ...source.matchAll(/\b(?:it|describe)(?:\.concurrent)?(?:\.each\([^]*?\))?\(\s*(["'`])([^]*?)\1/g),
    ].map((match) => match[2]);
    const words = [...source.matchAll(/words: "([^"]+)"/g)].map((match) => match[1]);
    expect([...titles, ...words].some((title) => title?.includes(name))).toBe(true);
  });
});

describe.each(["docs/guarantees.md", "docs/semantics.md"])("%s", (document) => {
  it("links to what is there", () => {
    const content = readFileSync(join(ROOT, document), "utf8");
    const links = [...content.matchAll(/\]\(([\w/.-]+)\)/g)].map(([, link = ""]) =>
      join(ROOT, dirname(document), link),
    );
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
