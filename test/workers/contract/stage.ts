import { env } from "cloudflare:test";
import { projectRun } from "../../../src/store/projection.ts";
import { createGraph, createTask } from "../../support/graphs.ts";
import type { Asked, Known } from "../../support/contract/inputs.ts";
import type { Operation } from "../../support/contract/contract.ts";
import { createClient, seedDags, startApp } from "../api/support.ts";
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
  username: "nobody",
  password: "wrong",
  interval: 1,
  state: "success",
  new_state: "success",
  is_paused: true,
  from_date: "2026-10-01T00:00:00Z",
  to_date: "2026-10-02T00:00:00Z",
  update_mask: [],
};

/** A DAG with a run of one task, which is over and returned a value. */
export async function setStage() {
  const app = await startApp();
  const timetable = { kind: "cron_interval", cron: "0 6 * * *", timezone: "UTC" } as const;
  await seedDags([createGraph([createTask("extract")], { dagId: "etl", tags: ["a"], owners: ["ann"], timetable })]);
  const dag = app.objects.addDag(makeDagView());
  Object.assign(dag.object, {
    listQueuedAssets: () => Promise.resolve([]),
    dropQueuedAssets: () => Promise.resolve(1),
    listConsumedUpdates: () => Promise.resolve([]),
  });
  const view = makeRun({ state: "success", endedAt: 3_000 });
  const instance = makeInstance({ state: "success", endedAt: 2_900 });
  const run = app.objects.addRun(view, [instance]);
  run.tries = [{ ...instance }];
  const { taskId, mapIndex } = instance;
  run.xcoms = [{ taskId, mapIndex, key: "return_value", at: 2_900, bytes: 2, value: 42, blobKey: null }];
  await projectRun(env.DB, { run: view, graphHash: "g1", instances: [instance] });
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

/** What the requests name, made by the interface itself. */
export async function furnish(stage: Stage): Promise<void> {
  const send = createClient(stage.app, stage.admin);
  const posts: [path: string, body: object][] = [
    ["connections", { connection_id: "contract", conn_type: "http" }],
    ["variables", { key: "contract", value: "1" }],
    ["pools", { name: "mine", slots: 2 }],
    ["backfills", { dag_id: "etl", from_date: KNOWN["from_date"], to_date: KNOWN["to_date"] }],
  ];
  for (const [path, body] of posts) {
    const { status, text } = await send("POST", `/api/v2/${path}`, body);
    if (status >= 300) throw new Error(`${path}: ${status} ${text}`);
  }
}

export type Stage = Awaited<ReturnType<typeof setStage>>;
