import { describe, expect, it } from "vitest";
import { createApp } from "../../../src/api/app.ts";
import facts from "./airflow-facts.json" with { type: "json" };

interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly security?: readonly unknown[];
}
interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

const document = createApp().getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Tradewind", version: "2" } });
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
    route: `${method.toUpperCase()} ${path}`,
    operation,
  })),
);
const ours = operations.filter(({ route }) => / \/(api\/v2|auth)\//.test(route));
const schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;

describe("against the facts of Airflow's interface", () => {
  it("has something to compare", () => {
    expect(ours.length).toBeGreaterThan(40);
  });

  it.each(ours)("$route is Airflow's operation of that name", ({ route, operation }) => {
    const theirs = Object.entries(facts.operations).find(([name]) => name === operation.operationId)?.[1];
    expect(theirs?.route).toBe(route);
    expect(theirs?.secured).toBe((operation.security ?? []).length > 0);
    const answers = Object.keys(operation.responses ?? {});
    expect(answers.filter((status) => status.startsWith("2"))).toEqual(
      theirs?.statuses.filter((status) => status.startsWith("2")),
    );
    const query = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
    expect(theirs?.query).toEqual(expect.arrayContaining(query.map((parameter) => parameter.name)));
  });

  it.each(Object.entries(facts.schemas))("%s has Airflow's fields", (name, theirs) => {
    const { properties = {}, required = [] } = schemas[name] ?? {};
    expect(Object.keys(properties).toSorted()).toEqual(Object.keys(theirs.properties).toSorted());
    expect(required).toEqual(expect.arrayContaining(theirs.required));
  });
});
