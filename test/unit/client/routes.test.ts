import { globSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The shell of the pages is for browsers. */
const PAGES = /status-page\.ts$/;
const schema = readFileSync("src/api/api-schema.ts", "utf8");
const modules = globSync("src/api/routes/*.ts")
  .filter((path) => !PAGES.test(path))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }))
  .filter(({ text }) => text.includes("defineRoute("));

describe("the client's type", () => {
  it("has something to hold", () => {
    expect(modules.length).toBeGreaterThan(25);
  });

  it.each(modules)("holds every route of $path", ({ text }) => {
    const [, name = "nothing", union = ""] = /export type (\w+Routes) =([^]+?);/.exec(text) ?? [];
    const functions = [...text.matchAll(/function (define\w+)<[^]*?\n}/g)].filter(([body]) =>
      /defineRoute\(/.test(body),
    );
    const routes = [...text.matchAll(/const (\w+) = defineRoute\(/g), ...functions].map(([, route = ""]) => route);
    expect(text.split("defineRoute(").length - 1).toBe(routes.length);
    expect([...union.matchAll(/typeof (\w+)/g)].map(([, route]) => route)).toEqual(expect.arrayContaining(routes));
    expect(schema).toMatch(new RegExp(`^  \\| ${name}\\b`, "m"));
  });
});
