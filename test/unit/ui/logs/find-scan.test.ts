import { describe, expect, it } from "vitest";
import { compilePattern, findRanges, searchPiece, type Pattern } from "../../../../src/ui/logs/find-scan.ts";

const encoder = new TextEncoder();
const PIECE = ["Alpha 1", "beta\u001b[1m2\u001b[0m", "alpha 3"]
  .map((event) => `${JSON.stringify({ event, level: "info" })}\n`)
  .join("");

function compile(text: string, options: Partial<Pattern> = {}): RegExp {
  const compiled = compilePattern({ text, isRegex: true, isCaseSensitive: false, ...options });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.regex;
}

describe("find", () => {
  it.each([
    ["alpha", {}, [0, 2]],
    ["alpha", { isCaseSensitive: true }, [2]],
    ["beta2", {}, [1]],
    ["^\\w+ \\d$", {}, [0, 2]],
    ["\\d", { isRegex: false }, []],
  ])("%s %o", (text, options, found) => {
    expect(searchPiece(compile(text, options), encoder.encode(PIECE))).toEqual(found);
  });

  it("goes on over a line that is no JSON", () => {
    expect(searchPiece(compile("alpha"), encoder.encode(`${PIECE}plain alpha\n`))).toEqual([0, 2, 3]);
  });

  it("tells a colour from the text of one", () => {
    const events = ["\\u001b[1mtext", "\\\u001b[1mafter", "\u001b[1mcolour"];
    const piece = events.map((event) => `${JSON.stringify({ event })}\n`).join("");
    const find = (text: string) => searchPiece(compile(text), encoder.encode(piece));
    expect(find("^\\\\u001b\\[1mtext$")).toEqual([0]);
    expect(find("^\\\\after$")).toEqual([1]);
    expect(find("^colour$")).toEqual([2]);
  });

  it("says what is wrong with an expression", () => {
    expect(compilePattern({ text: "(", isRegex: true, isCaseSensitive: false })).toMatchObject({ ok: false });
    expect(compilePattern({ text: "(", isRegex: false, isCaseSensitive: false })).toMatchObject({ ok: true });
  });

  it("gives the places of a match, and none for matches of nothing", () => {
    expect(findRanges(compile("a|x*"), "banana")).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
  });
});
