import { env } from "cloudflare:test";
import type { DagObject } from "../../../src/core/objects.ts";
import { projectAssetRuns, recordAssets } from "../../../src/store/asset-projection.ts";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import type { Asked, Known } from "../../support/contract/inputs.ts";
import type { Operation } from "../../support/contract/contract.ts";
import { createUser } from "../../../src/store/user.ts";
import { createClient, NOW, seedDags, startApp } from "../api/support.ts";
import { makeDagView, makeInstance, makeRun } from "../store/fixtures.ts";

/** What a valid request names. What is not here the contract's own types fill. */
export const KNOWN: Known = {
  dag_id: "etl",
  dag_run_id: "r1",
  task_id: "extract",
  map_index: -1,
  task_try_number: 1,
  try_number: 1,
  version_number: 1,
  xcom_key: "return_value",
  pool_name: "mine",
  slots: 3,
  connection_id: "contract",
  conn_type: "http",
  username: "ann",
  password: "an old password",
  interval: 1,
  state: "success",
  new_state: "success",
  is_paused: true,
  from_date: "2026-10-01T00:00:00Z",
  to_date: "2026-10-02T00:00:00Z",
  update_mask: [],
};

const ORDERS = { name: "orders", uri: "r2://orders", group: "sales", extra: {} };
const EVENT = { key: "one", team: "default", aliases: [], extra: {}, partitionKey: null, at: 1_000 } as const;
const SOURCE = { dagId: "etl", runId: "r1", taskId: "extract", mapIndex: -1, tryNumber: 1 };

/** One that runs every day and updates an asset, one that waits for the asset, and one to delete. */
const GRAPHS = [
  createGraph(
    [
      createTask("extract", { outlets: [ORDERS], outletAliases: [{ name: "daily" }] }),
      createTask("loads.one", { group: "loads" }),
    ],
    {
      dagId: "etl",
      tags: ["a"],
      owners: ["ann"],
      timetable: { kind: "cron_interval", cron: "0 6 * * *", timezone: "UTC" },
      groups: [{ id: "loads", parent: null, expand: null }],
    },
  ),
  createGraph([createTask("read", { inlets: [ORDERS] })], {
    dagId: "use",
    timetable: { kind: "assets", condition: { kind: "asset", ...ORDERS } },
  }),
  createGraph([createTask("a")], { dagId: "spare" }),
];

/** As seedDags names it. */
const VERSION = { graphHash: "graph-of-etl in // etl", bundleId: "bundle of // etl" };

/** What the DAGs' own objects say of assets. */
const KNOWS_ASSETS: Partial<DagObject> = {
  listQueuedAssets: () => Promise.resolve([{ team: "default", dagId: "use", ...ORDERS, at: 2_000 }]),
  dropQueuedAssets: () => Promise.resolve(1),
  listConsumedUpdates: () => Promise.resolve([{ ...EVENT, asset: ORDERS, source: SOURCE }]),
  takeAssetUpdates: () => Promise.resolve(),
};

/** Three DAGs, an asset between two of them, and a run which is over and returned a value. */
export async function setStage() {
  const app = await startApp();
  await seedDags(GRAPHS);
  for (const dagId of ["etl", "use", "spare"]) {
    Object.assign(app.objects.addDag(makeDagView({ dagId })).object, KNOWS_ASSETS);
  }
  await recordAssets(env.DB, [{ ...EVENT, aliases: ["daily"], asset: ORDERS, source: SOURCE }], NOW);
  await projectAssetRuns(env.DB, { team: "default", dagId: "use" }, [{ key: EVENT.key, runId: "r1" }]);
  const view = makeRun({ state: "success", endedAt: 3_000, ...VERSION });
  const instance = makeInstance({ state: "success", endedAt: 2_900 });
  const inGroup = makeInstance({ taskId: "loads.one", state: "success", endedAt: 2_900 });
  const run = app.objects.addRun(view, [instance, inGroup]);
  run.tries = [{ ...instance }];
  const { taskId, mapIndex } = instance;
  run.xcoms = [{ taskId, mapIndex, key: "return_value", at: 2_900, bytes: 2, value: 42, blobKey: null }];
  await projectRun(env.DB, { run: view, graphHash: VERSION.graphHash, instances: [instance, inGroup] });
  const admin = (await app.signIn("admin")).text;
  const viewer = (await app.signIn("viewer")).text;
  const ask = async ({ method }: Operation, { path, headers, body }: Asked, token: string | null = admin) => {
    const sent = new Headers(headers);
    if (token !== null) sent.set("Authorization", `Bearer ${token}`);
    if (body !== undefined) sent.set("Content-Type", "application/json");
    const answer = await app.send(path, {
      method,
      headers: sent,
      redirect: "manual",
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const type = answer.headers.get("Content-Type") ?? "";
    if (type.includes("ndjson")) return { status: answer.status, type, body: null };
    const text = await answer.text();
    return { status: answer.status, type, body: type.includes("json") ? (JSON.parse(text) as unknown) : text };
  };
  return { app, admin, viewer, ask };
}

const STATE = { value: { at: 7 } };
const INSTANCE = "/api/v2/dags/etl/dagRuns/r1/taskInstances/extract";

/** What the requests name, made by the interface itself where it can be. Resolves to the numbers things were given. */
export async function furnish(stage: Stage): Promise<Known> {
  const send = createClient(stage.app, stage.admin);
  await createUser(env.DB, { username: "ann", team: null, role: "viewer", password: "an old password" }, NOW);
  const broken =
    "insert into import_error (team, file, reasons, stack_trace, source, at) values ('default', 'broken.ts', '[]', 'why', '', 1000)";
  await env.DB.prepare(broken).run();
  const numbers = await readNumbers(["asset", "asset_alias", "import_error"]);
  const steps: [method: string, path: string, body?: object][] = [
    ["POST", "/api/v2/connections", { connection_id: "contract", conn_type: "http" }],
    ["POST", "/api/v2/variables", { key: "contract", value: "1" }],
    ["POST", "/api/v2/pools", { name: "mine", slots: 2 }],
    ["POST", "/api/v2/backfills", { dag_id: "etl", from_date: KNOWN["from_date"], to_date: KNOWN["to_date"] }],
    ["POST", "/api/v2/dags/use/favorite"],
    ["PUT", `${INSTANCE}/state-store/contract`, STATE],
    ["PUT", `/api/v2/assets/${numbers["asset"]}/state-store/contract`, STATE],
  ];
  for (const [method, path, body] of steps) {
    const { status, text } = await send(method, path, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  }
  const { asset: asset_id, asset_alias: asset_alias_id, import_error: import_error_id } = numbers;
  const { backfill: backfill_id, audit_log: event_log_id } = await readNumbers(["backfill", "audit_log"]);
  return { asset_id, asset_alias_id, import_error_id, backfill_id, event_log_id };
}

/** The newest number of each table. */
async function readNumbers(tables: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const newest = async (table: string): Promise<[string, number]> => {
    const row = await env.DB.prepare(`select max(id) as id from ${table}`).first<{ id: number | null }>();
    return [table, row?.id ?? 0];
  };
  return Object.fromEntries(await Promise.all(tables.map(newest)));
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
