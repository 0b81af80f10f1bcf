import { expect, it } from "vitest";
import { renderHeaders } from "../../scripts/ui/headers.ts";

const FILES = [
  { path: "index.html", bytes: 900 },
  { path: "assets/page-1a2b.js", bytes: 10 },
  { path: "assets/app-3c4d.js", bytes: 90_000 },
];

it("every file of the dashboard bears the strict policy", () => {
  const [first, policy] = renderHeaders(FILES).split("\n");
  expect(first).toBe("/*");
  expect(policy).toMatch(/Content-Security-Policy: default-src 'none'; /);
  expect(policy).toMatch(/require-trusted-types-for 'script'; trusted-types tradewind$/);
  expect(policy).not.toMatch(/unsafe|\*|http/);
});

it("only files that are there and bear a hash may be kept, so that the document under a missing name is not", () => {
  const kept = renderHeaders(FILES)
    .split("\n")
    .filter((line) => line.startsWith("/"));
  expect(kept).toEqual(["/*", "/assets/app-3c4d.js", "/assets/page-1a2b.js"]);
});

it("the rules stay below what the platform reads", () => {
  const many = Array.from({ length: 300 }, (_, n) => ({ path: `assets/part-${n}.js`, bytes: n }));
  const rules = renderHeaders(many)
    .split("\n")
    .filter((line) => line.startsWith("/"));
  expect(rules).toHaveLength(100);
  expect(rules[1]).toBe("/assets/part-299.js");
});
