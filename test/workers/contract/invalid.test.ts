import { beforeAll, describe, expect, it } from "vitest";
import { OPERATIONS, resolveSchema, type Operation } from "../../support/contract/contract.ts";
import { bodyOf, makeRequest, type Known } from "../../support/contract/inputs.ts";
import { KNOWN, setStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});

const secured = OPERATIONS.filter(({ security = [] }) => security.length > 0);
const EVERYWHERE: Known = { dag_id: "~", dag_run_id: "~" };
/** Lists that are posted stand under `~`. */
const place = ({ operationId }: Operation): Known => (operationId.endsWith("_batch") ? EVERYWHERE : {});

/** Asks with each of the changes; the statuses by what was changed. */
async function askEach(operation: Operation, changes: readonly Known[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const change of changes) {
    const made = makeRequest(operation, KNOWN, { ...place(operation), ...change });
    found[Object.entries(change).join()] = (await stage.ask(operation, made)).status;
  }
  return found;
}

function allOf(found: Record<string, number>, status: number): Record<string, number> {
  return Object.fromEntries(Object.keys(found).map((name) => [name, status]));
}

describe("who may not", () => {
  it.each(secured)("gets 401 from $operationId without a token", async (operation) => {
    const { status, body } = await stage.ask(operation, makeRequest(operation, KNOWN, place(operation)), null);
    expect([status, typeof Reflect.get(body as object, "detail")]).toEqual([401, "string"]);
  });

  /** What a viewer may ask for with another method than GET: lists that are posted, and their own favourites. */
  const OPEN = ["get_list_dag_runs_batch", "get_task_instances_batch", "favorite_dag", "unfavorite_dag"];
  const writes = secured.filter(({ method, operationId }) => method !== "GET" && !OPEN.includes(operationId));
  it.each(writes)("gets 403 from $operationId as a viewer", async (operation) => {
    const made = makeRequest(operation, KNOWN, place(operation));
    expect((await stage.ask(operation, made, stage.viewer)).status).toBe(403);
  });
});

const WRONG: Readonly<Record<string, string>> = { integer: "x", number: "x", boolean: "maybe" };

describe("a wrong address", () => {
  const typed = OPERATIONS.flatMap((operation) => {
    const wrong = (operation.parameters ?? []).flatMap(({ name, type = "", items }) => {
      const value = WRONG[type] ?? WRONG[items?.type ?? ""];
      return value === undefined ? [] : [{ [name]: value }];
    });
    return wrong.length === 0 ? [] : [{ operationId: operation.operationId, operation, wrong }];
  });
  it.each(typed)("of $operationId with a value of another type is refused: 422", async ({ operation, wrong }) => {
    const found = await askEach(operation, wrong);
    expect(found).toEqual(allOf(found, 422));
  });

  const lists = OPERATIONS.filter(({ parameters = [] }) => parameters.some(({ name }) => name === "limit"));
  it.each(lists)("of $operationId takes no page below nothing", async (operation) => {
    const found = await askEach(operation, [{ limit: -1 }, { offset: -1 }, { limit: "" }]);
    expect(found).toEqual(allOf(found, 422));
  });

  const ordered = OPERATIONS.filter(({ parameters = [] }) => parameters.some(({ name }) => name === "order_by"));
  it.each(ordered)("of $operationId orders by nothing unknown", async (operation) => {
    const changes = ["nothing", "id;drop table dag", "__proto__", "constructor"].map((order_by) => ({ order_by }));
    const found = await askEach(operation, changes);
    expect(found).toEqual(allOf(found, 400));
  });

  const dated = OPERATIONS.flatMap((operation) => {
    const names = (operation.parameters ?? [])
      .filter(({ format }) => format === "date-time" || format === "date")
      .map(({ name }) => name);
    return names.length === 0 ? [] : [{ operationId: operation.operationId, operation, names }];
  });
  it.each(dated)("of $operationId with no instant is refused: 422", async ({ operation, names }) => {
    const found = await askEach(
      operation,
      names.map((name) => ({ [name]: "someday" })),
    );
    expect(found).toEqual(allOf(found, 422));
  });

  const queued = OPERATIONS.filter(({ parameters = [] }) =>
    parameters.some(({ name, format }) => name === "before" && format === undefined),
  );
  it.each(queued)("of $operationId with no instant, which Airflow reads by hand there: 400", async (operation) => {
    expect(await askEach(operation, [{ before: "someday" }])).toEqual({ "before,someday": 400 });
  });
});

describe("an unknown id", () => {
  const NAMES = ["dag_id", "dag_run_id", "task_id", "pool_name", "connection_id", "variable_key", "backfill_id"];
  const named = OPERATIONS.flatMap((operation) => {
    const { parameters = [], operationId } = operation;
    const changes = parameters
      .filter((parameter) => parameter.in === "path" && NAMES.includes(parameter.name))
      .map(({ name }) => ({ [name]: name === "backfill_id" ? 999_999 : "no_such_thing" }));
    return changes.length === 0 || operationId.endsWith("_batch") ? [] : [{ operationId, operation, changes }];
  });
  /** Where something else is said, and why. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    trigger_dag_run: "the DAG's own object says so, which stands in for none here",
    bulk_dag_runs: "each entity has its own answer",
    bulk_task_instances: "each entity has its own answer",
    post_clear_task_instances: "a body that names no run looks for none",
    clear_dag_runs: "a body that names nothing is refused first",
    clear_dag_run_partitions: "a body that names nothing is refused first",
    update_hitl_detail: "a body that chooses nothing is refused first",
    get_xcom_entries: "a list of what a task gave is empty",
    get_external_log_url: "lines are kept by the deployment itself",
  };
  const looked = named.filter(({ operationId }) => OTHERWISE[operationId] === undefined);
  it.each(looked)("is not found by $operationId", async ({ operation, changes }) => {
    const found = await askEach(operation, changes);
    expect(found).toEqual(allOf(found, 404));
  });
});

describe("a wrong body", () => {
  const bodied = OPERATIONS.filter((operation) => bodyOf(operation)?.properties !== undefined);

  /** Bodies that break the schema in one place each, by what is wrong with them. */
  function breakBody(operation: Operation): Record<string, unknown> {
    const { properties = {}, required = [], additionalProperties } = bodyOf(operation) ?? {};
    const { body } = makeRequest(operation, KNOWN);
    const base = { ...(body as object) };
    const wrong = Object.entries(properties).flatMap(([name, given]): [string, unknown][] => {
      const { type, anyOf } = resolveSchema(given);
      return type === undefined || anyOf !== undefined
        ? []
        : [[`${name} of another type`, { ...base, [name]: misfit(type) }]];
    });
    const missing = required.map((name): [string, unknown] => {
      const { [name]: _, ...rest } = base as Record<string, unknown>;
      return [`without ${name}`, rest];
    });
    const extra: [string, unknown][] =
      additionalProperties === false ? [["with another field", { ...base, no_such_field: 1 }]] : [];
    return Object.fromEntries([...wrong, ...missing, ...extra, ["no JSON", "{"], ["a list", []], ["a text", '"x"']]);
  }

  function misfit(type: string): unknown {
    return type === "object" || type === "array" ? 7 : { wrong: true };
  }

  it.each(bodied)("is refused by $operationId: 422", async (operation) => {
    const made = makeRequest(operation, KNOWN, place(operation));
    const found: Record<string, number> = {};
    for (const [name, body] of Object.entries(breakBody(operation))) {
      found[name] = (await stage.ask(operation, { ...made, body })).status;
    }
    expect(found).toEqual(allOf(found, 422));
  });
});
