import { beforeEach, describe, expect, it } from "vitest";
import { OPERATIONS, type Operation } from "../../support/contract/contract.ts";
import { makeRequest, type Known } from "../../support/contract/inputs.ts";
import { ORDERS } from "../../support/contract/orders.ts";
import { findFaults } from "../../support/contract/validate.ts";
import { furnish, KNOWN, setStage, type Stage } from "./stage.ts";

/** What else an operation needs to be told, in its address. */
const GIVEN: Readonly<Record<string, Known>> = {
  get_list_dag_runs_batch: { dag_id: "~" },
  get_task_instances_batch: { dag_id: "~", dag_run_id: "~" },
  get_config_value: { section: "api", option: "maximum_page_limit" },
  delete_dag: { dag_id: "spare" },
  unfavorite_dag: { dag_id: "use" },
  reparse_dag_file: { file_token: "etl.ts" },
  patch_task_group_instances: { group_id: "loads" },
  patch_task_group_instances_dry_run: { group_id: "loads" },
  get_dag_asset_queued_event: { dag_id: "use" },
  get_dag_asset_queued_events: { dag_id: "use" },
  delete_dag_asset_queued_event: { dag_id: "use" },
  delete_dag_asset_queued_events: { dag_id: "use" },
};

const DATES = { from_date: KNOWN["from_date"], to_date: KNOWN["to_date"] };
const MARK = { new_state: "failed" };

/** Bodies of which the schema alone does not tell enough. */
const BODIES: Readonly<Record<string, unknown>> = {
  create_backfill: { dag_id: "etl", from_date: "2026-08-01T00:00:00Z", to_date: "2026-08-02T00:00:00Z" },
  create_backfill_dry_run: { dag_id: "etl", ...DATES },
  post_connection: { connection_id: "fresh", conn_type: "http" },
  post_variable: { key: "fresh", value: "1" },
  post_pool: { name: "fresh", slots: 1 },
  clear_dag_runs: { dag_runs: [{ dag_run_id: "r1" }] },
  clear_dag_run_partitions: { run_id: "r1" },
  patch_task_instance: MARK,
  patch_task_instance_by_map_index: MARK,
  patch_task_group_instances: MARK,
  patch_task_group_instances_dry_run: MARK,
  patch_task_instance_dry_run: MARK,
  patch_task_instance_dry_run_by_map_index: MARK,
  update_hitl_detail: { chosen_options: ["yes"] },
};

const NO_HUMAN = "no task waits for a human";
const NO_TEST = "connections are tested by tasks alone";

/** Where the answer is no success, and why. */
const OTHERWISE: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  get_connection_test: [403, NO_TEST],
  enqueue_connection_test: [403, NO_TEST],
  test_connection: [403, NO_TEST],
  get_external_log_url: [400, "lines are kept by the deployment itself"],
  get_hitl_detail: [404, NO_HUMAN],
  update_hitl_detail: [404, NO_HUMAN],
  get_hitl_detail_try_detail: [404, NO_HUMAN],
  login: [307, "to the dashboard's own page"],
  logout: [307, "to the start page"],
  create_token_all_admins: [403, "nobody is an administrator unasked"],
  login_all_admins: [403, "nobody is an administrator unasked"],
};

let stage: Stage;
let known: Known;
beforeEach(async () => {
  stage = await setStage();
  known = { ...KNOWN, ...(await furnish(stage)), connection_id: "contract", variable_key: "contract" };
});

describe("a valid request", () => {
  it.each(OPERATIONS)("$operationId is answered as the contract says", async (operation) => {
    const { operationId, responses } = operation;
    const made = makeRequest(operation, known, GIVEN[operationId]);
    const { status, type, body } = await stage.ask(operation, { ...made, body: BODIES[operationId] ?? made.body });
    const successes = Object.keys(responses).filter((one) => one.startsWith("2"));
    const [otherwise] = OTHERWISE[operationId] ?? [];
    const wanted = otherwise === undefined ? successes : [String(otherwise)];
    expect({ body, isWanted: wanted.includes(String(status)) }).toEqual({ body, isWanted: true });
    expect(findBodyFaults(operation, { status, type, body })).toEqual([]);
  });
});

function findBodyFaults({ responses }: Operation, answer: { status: number; type: string; body: unknown }): string[] {
  const { status, type, body } = answer;
  if (status === 204) return body === "" ? [] : ["a body"];
  if (status >= 400) return findFaults(body, { type: "object", required: ["detail", "status"] });
  const schema = responses[String(status)]?.["application/json"];
  return schema === undefined || status >= 300 || !type.startsWith("application/json") ? [] : findFaults(body, schema);
}

type Parameter = NonNullable<Operation["parameters"]>[number];

/** Values of parameters of which the type alone does not tell enough. */
const CHOICES: Known = {
  ...KNOWN,
  before: "2026-10-01T00:00:00Z",
  cursor: "",
  dag_run_state: "failed",
  last_dag_run_state: "success",
  limit: 5,
  next: "/dags",
  offset: 1,
  run_type: "manual",
  section: "api",
  tags_match_mode: "any",
  task_group_id: "loads",
  token: "",
  warning_type: "asset conflict",
};

const BY_FORMAT: Readonly<Record<string, unknown>> = { date: "2026-10-01", "date-time": "2026-10-01T00:00:00Z" };
const BY_TYPE: Readonly<Record<string, unknown>> = { integer: 1, number: 1.5, boolean: true, string: "a|b" };

function pickValue({ name, type = "", format = "", items }: Parameter): unknown {
  if (name in CHOICES) return CHOICES[name];
  return BY_FORMAT[format] ?? BY_TYPE[items?.type ?? type] ?? "contract";
}

describe("a parameter that may be left out", () => {
  const optional = OPERATIONS.flatMap((operation) => {
    const given = (operation.parameters ?? []).filter(
      (one) => one.in === "query" && !one.required && one.name !== "order_by",
    );
    const names = given.map((one): [string, unknown] => [one.name, pickValue(one)]);
    return operation.method !== "GET" || names.length === 0 ? [] : [{ ...operation, names }];
  });
  it.each(optional)("of $operationId is taken, and the answer is as the contract says", async (operation) => {
    const { operationId, names } = operation;
    const wanted = (await stage.ask(operation, makeRequest(operation, known, GIVEN[operationId]))).status;
    const found: Record<string, unknown> = {};
    for (const [name, value] of names) {
      const made = makeRequest(operation, known, { ...GIVEN[operationId], [name]: value });
      const answer = await stage.ask(operation, made);
      found[name] = [answer.status, findBodyFaults(operation, answer)];
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, [wanted, []]])));
  });
});

describe("an order that Airflow's list can have", () => {
  it.each(Object.entries(ORDERS))("is one of %s", async (operationId, names) => {
    const operation = OPERATIONS.find((one) => one.operationId === operationId);
    if (operation === undefined) throw new Error(`the contract has no ${operationId}`);
    const isPosted = operation.method === "POST";
    const usual = makeRequest(operation, known, GIVEN[operationId]);
    const found: Record<string, number> = {};
    for (const order_by of names.flatMap((name) => [name, `-${name}`])) {
      const asked = makeRequest(operation, known, { ...GIVEN[operationId], ...(isPosted ? {} : { order_by }) });
      const made = isPosted ? { ...asked, body: { ...(usual.body as object), order_by } } : asked;
      found[order_by] = (await stage.ask(operation, made)).status;
    }
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 200])));
  });
});
