import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, it } from "vitest";

const UI = join(import.meta.dirname, "../../../src/ui");
/** Utilities and properties that name a side of the screen where one of the text's would turn with the language. */
const UTILITIES =
  /(?<=["'`\s:!])-?(?:[mp][lr]|left|right|(?:scroll-)?[mp][lr]|rounded-(?:[lr]|[tb][lr])|border-[lr]|(?:text|float|clear)-(?:left|right))(?:-[\w.[\]()/%-]+)?(?=["'`\s!])/;
const STYLES =
  /\b(?:(?:margin|padding|border)(?:-l|-r|L|R)(?:eft|ight)\w*|(?:text-align|float|textAlign)\s*:\s*"?(?:left|right))/;

const files = globSync("**/*.{ts,tsx,css}", { cwd: UI }).filter((file) => !file.startsWith("words"));

function findPhysical(text: string): string[] {
  const lines = text.split("\n").filter((line) => !/^\s*(?:\/?\*|\/\/)/.test(line));
  const classes = lines.filter((line) => /class|"|'|`/.test(line)).flatMap((line) => findUtility(line));
  return [...classes, ...lines.flatMap((line) => STYLES.exec(line)?.[0] ?? [])];
}

/** Classes stand in texts that hold nothing but such words. */
function findUtility(line: string): string[] {
  const texts = line.match(/(["'`])(?:(?!\1).)*\1/g) ?? [];
  return texts.flatMap((text) => {
    const found = UTILITIES.exec(text)?.[0];
    return found !== undefined && /-[\w.[\]()/%]/.test(found.replace(/^-/, "")) ? [found] : [];
  });
}

it("finds a side of the screen where it stands", () => {
  expect(findPhysical('<a className="flex ml-2 p-1" />')).toEqual(["ml-2"]);
  expect(findPhysical('const LOOK = "absolute -left-3";')).toEqual(["-left-3"]);
  expect(findPhysical('<p className="sm:text-right" />')).toEqual(["text-right"]);
  expect(findPhysical("  padding-left: 4px;")).toEqual(["padding-left"]);
  expect(findPhysical('<p className="ms-2 pe-3 start-0 text-end border-s rounded-lg" />')).toEqual([]);
});

it("is named nowhere, so that the page turns with the language", () => {
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((file) => {
    return findPhysical(readFileSync(join(UI, file), "utf8")).map((name) => `${relative(".", file)}: ${name}`);
  });
  expect(found).toEqual([]);
});
