import { describe, expect, it } from "vitest";
import { createApp } from "../../../src/api/app.ts";
import { describeApp } from "../../../src/api/routes/openapi.ts";
import { compareOperation, type Described, type DescribedSchema } from "../../support/contract/compare.ts";
import { compareShapes } from "../../support/contract/compare-shapes.ts";
import { OPERATIONS, SCHEMAS } from "../../support/contract/contract.ts";

/** Operations that are not there yet. To be empty. */
const MISSING: readonly string[] = [];

/** Airflow's command line sends POST where its contract says PUT. */
const BESIDES = ["pause", "unpause", "cancel"].map((action) => `post /api/v2/backfills/{backfill_id}/${action}`);

/** What differs on purpose, each with its reason. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  // It is always there; the generator of the document takes what may be any JSON for what may be absent.
  TaskStateStoreResponse: ["value required"],
};

/** There are no plugins: their lists are always empty, and what would stand in them is not spelled out. */
const PLUGINS = ["AppBuilderMenuItemResponse", "AppBuilderViewResponse", "ExternalViewResponse", "ReactAppResponse"];

const document = describeApp(createApp());
const paths = document.paths as Readonly<Record<string, Readonly<Record<string, Described>>>>;
const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, DescribedSchema>>;

function resolve(schema: DescribedSchema): DescribedSchema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : resolve(schemas[name] ?? {});
}

const present = OPERATIONS.filter(({ operationId }) => !MISSING.includes(operationId));

describe("against Airflow's contract", () => {
  it("has every operation but those that are named", () => {
    const absent = OPERATIONS.filter(({ path, method }) => paths[path]?.[method.toLowerCase()] === undefined);
    expect(absent.map(({ operationId }) => operationId).toSorted()).toEqual(MISSING.toSorted());
  });

  it("has nothing else under Airflow's path but what its command line sends", () => {
    const theirs = new Set(OPERATIONS.map(({ path, method }) => `${method.toLowerCase()} ${path}`));
    const ours = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    const more = ours.filter((name) => name.includes(" /api/v2/") && !theirs.has(name));
    expect(more.filter((name) => !BESIDES.includes(name))).toEqual([]);
  });

  it.each(present)("$operationId takes and answers what Airflow's does", (operation) => {
    const ours = paths[operation.path]?.[operation.method.toLowerCase()];
    const faults = ours === undefined ? ["missing"] : compareOperation(operation, ours, resolve);
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(SCHEMAS).filter((name) => name in schemas && !PLUGINS.includes(name)))(
    "%s has Airflow's fields",
    (name) => {
      expect(compareShapes(name, schemas)).toEqual(SHAPES[name] ?? []);
    },
  );
});
