import { parseSync } from "vite";
import { expect, it } from "vitest";
import { PAGE } from "../../../src/api/page/html.ts";
import { SCRIPT } from "../../../src/api/page/script.ts";

it("the page's script is a program, and writes text only", () => {
  expect(parseSync("status.js", SCRIPT).errors).toEqual([]);
  expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(/);
});

it("the page holds nothing that its policy forbids", () => {
  expect(PAGE).not.toMatch(/<style|style=|<script(?! src="\/)|\son\w+=/);
});

it("every element the script reaches for stands in the page", () => {
  const wanted = [...SCRIPT.matchAll(/at\("(\w+)"\)/g)].map(([, id]) => id);
  expect(wanted.length).toBeGreaterThan(5);
  for (const id of wanted) expect(PAGE).toContain(`id="${id}"`);
});
