import { describe, expect, it } from "vitest";
import { formatColour } from "../../../../src/ui/logs/ansi-colour.ts";
import { parseAnsi, PLAIN, stripAnsi } from "../../../../src/ui/logs/ansi.ts";

const ESC = "\u001b";

describe("escape sequences", () => {
  it("turns colours of each kind into styles", () => {
    const text = `${ESC}[31mred${ESC}[0m plain ${ESC}[1;94;48;5;208mbright${ESC}[22;39m left${ESC}[38;2;1;2;3mtrue`;
    expect(parseAnsi(text)).toEqual([
      { text: "red", style: { ...PLAIN, foreground: 1 } },
      { text: " plain ", style: PLAIN },
      { text: "bright", style: { ...PLAIN, bold: true, foreground: 12, background: 208 } },
      { text: " left", style: { ...PLAIN, background: 208 } },
      { text: "true", style: { ...PLAIN, background: 208, foreground: [1, 2, 3] } },
    ]);
  });

  it.each([
    ["cursor moves", `a${ESC}[2Kb${ESC}[1;1Hc`, "abc"],
    ["a window title", `${ESC}]0;title\u0007text`, "text"],
    ["a link", `${ESC}]8;;https://example.org${ESC}\\name${ESC}]8;;${ESC}\\`, "name"],
    ["a sequence that is cut off", `text${ESC}[3`, "text3"],
    ["a lone escape at the end", `text${ESC}`, "text"],
    ["markup", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
    ["a progress bar", "10%\r50%\r100%\nnext\r\n", "100%\nnext\n"],
    ["a bar in colours", `10%\r${ESC}[1m50%\r${ESC}[0m100%`, "100%"],
    ["bells and backspaces", "a\u0007b\u0008c\td", "abc\td"],
  ])("leaves the text alone: %s", (_, text, shown) => {
    expect(stripAnsi(text)).toBe(shown);
    const joined = parseAnsi(text).map((span) => span.text);
    expect(joined.join("")).toBe(shown);
  });

  it("ignores colours that are none and codes it does not know", () => {
    const text = `${ESC}[38;5;999mone${ESC}[38;9mtwo${ESC}[73mthree`;
    expect(parseAnsi(text).map((span) => span.style)).toEqual([PLAIN, PLAIN, PLAIN]);
  });

  it("writes colours as CSS", () => {
    expect([3, 16, 196, 231, 232, 255].map(formatColour)).toEqual([
      "var(--ansi-3)",
      "rgb(0 0 0)",
      "rgb(255 0 0)",
      "rgb(255 255 255)",
      "rgb(8 8 8)",
      "rgb(238 238 238)",
    ]);
    expect(formatColour([1, 2, 3])).toBe("rgb(1 2 3)");
  });
});
