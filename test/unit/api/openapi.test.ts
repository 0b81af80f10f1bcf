import { describe, expect, it } from "vitest";
import { createApp } from "../../../src/api/app.ts";
import { collectPolicies, nameRoute } from "../../../src/api/route.ts";
import { describeApp } from "../../../src/api/routes/openapi.ts";

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly "x-policy"?: string;
}

const app = createApp();
const document = describeApp(app);
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
    name: nameRoute(method, path.replaceAll(/\/{(.+?)}/g, "/:$1")),
    operation,
  })),
);

describe("the OpenAPI document", () => {
  it("has every route with its policy, but for pages", () => {
    const policies = [...collectPolicies(app)].filter(([name]) => / \/(api|auth)\/|\/openapi\.json$/.test(name));
    expect(policies.length).toBeGreaterThan(100);
    const told = operations.map(({ name, operation }) => [name, operation["x-policy"]]);
    expect(told).toHaveLength(policies.length);
    expect(told).toEqual(expect.arrayContaining(policies));
  });

  it.each(operations)("says what $name is called, where it belongs and what it needs", ({ operation }) => {
    expect(operation.operationId).toMatch(/^[a-z_0-9]+$/);
    expect(operation.tags).not.toEqual([]);
    for (const name of operation.tags ?? [""]) expect(document.tags).toContainEqual({ name });
    expect(operation.security).toHaveLength(operation["x-policy"] === "public" ? 0 : 2);
  });

  it("names no operation twice", () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("refers to nothing that is not there", () => {
    const known = Object.keys(document.components?.schemas ?? {});
    const asked = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(100);
    expect(known).toEqual(expect.arrayContaining(asked));
    expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(["OAuth2PasswordBearer", "HTTPBearer"]);
  });

  it("is served to anyone", async () => {
    const answer = await app.request("/openapi.json");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(await answer.json()).toMatchObject({ openapi: "3.1.0", info: { title: "Tradewind", version: "2" } });
  });
});
