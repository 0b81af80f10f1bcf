import { env } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { OPERATIONS, type Operation } from "../../support/contract/contract.ts";
import { makeRequest, type Known } from "../../support/contract/inputs.ts";
import { findFaults } from "../../support/contract/validate.ts";
import { furnish, KNOWN, setStage, type Stage } from "./stage.ts";

/** What else an operation needs to be told, in its address. */
const GIVEN: Readonly<Record<string, Known>> = {
  get_list_dag_runs_batch: { dag_id: "~" },
  get_task_instances_batch: { dag_id: "~", dag_run_id: "~" },
  get_config_value: { section: "api", option: "maximum_page_limit" },
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
  patch_task_instance_dry_run: MARK,
  patch_task_instance_dry_run_by_map_index: MARK,
  update_hitl_detail: { chosen_options: ["yes"] },
};

const NO_ASSET = "the stage has no asset";
const NO_HUMAN = "no task waits for a human";
const NO_TEST = "connections are tested by tasks alone";

/** Where the answer is no success, and why. */
const OTHERWISE: Readonly<Record<string, readonly [status: number, reason: string]>> = {
  get_asset_alias: [404, NO_ASSET],
  create_asset_event: [404, NO_ASSET],
  materialize_asset: [404, NO_ASSET],
  // Not among the statuses that Airflow writes down, and what it answers.
  get_asset_queued_events: [404, NO_ASSET],
  delete_asset_queued_events: [404, NO_ASSET],
  get_asset: [404, NO_ASSET],
  get_dag_asset_queued_event: [404, NO_ASSET],
  delete_dag_asset_queued_event: [404, NO_ASSET],
  list_asset_state_store: [404, NO_ASSET],
  clear_asset_state_store: [404, NO_ASSET],
  get_asset_state_store: [404, NO_ASSET],
  set_asset_state_store: [404, NO_ASSET],
  delete_asset_state_store: [404, NO_ASSET],
  get_task_state_store: [404, "nothing is kept under the key"],
  patch_task_state_store: [404, "nothing is kept under the key"],
  get_connection_test: [403, NO_TEST],
  enqueue_connection_test: [403, NO_TEST],
  test_connection: [403, NO_TEST],
  delete_dag: [409, "a backfill of it runs"],
  unfavorite_dag: [409, "it is no favourite"],
  get_import_error: [404, "every file is in order"],
  patch_task_group_instances: [404, "the DAG has no group"],
  patch_task_group_instances_dry_run: [404, "the DAG has no group"],
  get_external_log_url: [400, "lines are kept by the deployment itself"],
  reparse_dag_file: [404, "no such file"],
  get_hitl_detail: [404, NO_HUMAN],
  update_hitl_detail: [404, NO_HUMAN],
  get_hitl_detail_try_detail: [404, NO_HUMAN],
  login: [307, "to the dashboard's own page"],
  logout: [307, "to the start page"],
  create_token_all_admins: [403, "nobody is an administrator unasked"],
  login_all_admins: [403, "nobody is an administrator unasked"],
  create_token: [401, "the password is wrong"],
  create_token_cli: [401, "the password is wrong"],
};

let stage: Stage;
let known: Known;
beforeEach(async () => {
  stage = await setStage();
  await furnish(stage);
  const newest = async (table: string) =>
    (await env.DB.prepare(`select max(id) as id from ${table}`).first<{ id: number }>())?.id ?? 0;
  known = { ...KNOWN, backfill_id: await newest("backfill"), event_log_id: await newest("audit_log") };
  known = { ...known, connection_id: "contract", variable_key: "contract" };
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
