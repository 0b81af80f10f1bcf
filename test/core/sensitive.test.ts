import { describe, expect, it } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { isSensitive, listSensitive, redact, restore } from "../../src/core/sensitive.ts";

describe("a name", () => {
  it.each(["password", "DB_PASSWORD", "my_secret_key", " Token ", "x-api-key", "apikey2", "service_account_json"])(
    "%s tells a secret",
    (name) => expect(isSensitive(name)).toBe(true),
  );
  it.each(["", "user", "pass", "region", "key", "host"])("%s tells none", (name) =>
    expect(isSensitive(name)).toBe(false),
  );
});

const cases: [value: Json, name: string, shown: Json, hidden: readonly string[]][] = [
  ["hunter22", "password", "***", ["hunter22"]],
  ["hunter22", "region", "hunter22", []],
  ["", "password", "", [""]],
  [null, "password", null, []],
  [{ user: "a", password: "b", n: 1 }, "", { user: "a", password: "***", n: 1 }, ["b"]],
  [
    { token: { a: ["x", 7, true, null], b: { c: "y" } } },
    "",
    { token: { a: ["***", "***", "***", null], b: { c: "***" } } },
    ["x", "7", "y"],
  ],
  [[{ secret: "x" }, "y"], "", [{ secret: "***" }, "y"], ["x"]],
  [{ a: "x" }, "api_key", { a: "***" }, ["x"]],
];

describe("a value", () => {
  it.each(cases)("%j under %j shows as %j", (value, name, shown, hidden) => {
    expect(redact(value, name)).toEqual(shown);
    expect(listSensitive(value, name)).toEqual(hidden);
    expect(restore(redact(value, name), value, name)).toEqual(value);
  });

  it("is masked whole where it is nested without end", () => {
    let deep: Json = "bottom";
    for (let at = 0; at < 10_000; at += 1) deep = [deep];
    expect(JSON.stringify(redact(deep))).not.toContain("bottom");
    expect(JSON.stringify(redact(deep))).toContain("***");
  });
});

describe("a form that comes back", () => {
  it("changes what it changes and keeps what it shows masked", () => {
    const before = { password: "old", token: "t", region: "eu", list: [{ secret: "s" }] };
    expect(restore({ password: "new", token: "***", region: "***", list: [{ secret: "***" }] }, before)).toEqual({
      password: "new",
      token: "t",
      region: "***",
      list: [{ secret: "s" }],
    });
    expect(restore({ token: "***" }, "no object")).toEqual({ token: "***" });
    expect(restore({ token: "***" }, { other: 1 })).toEqual({ token: "***" });
    expect(restore("***", "old", "password")).toBe("old");
  });
});
