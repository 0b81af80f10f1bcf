import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { createGraph, createTask } from "../../support/graphs.ts";
import { containing, createClient, seedDags, startApp } from "./support.ts";

it("an asset's state store sets, reads, lists, deletes and clears", async () => {
  const app = await startApp();
  const client = createClient(app, (await app.signIn("operator")).text);
  await seedDags([createGraph([createTask("make", { outlets: [{ name: "orders", uri: "r2://orders" }] })])]);
  const row = await env.DB.prepare("select id from asset").first<{ id: number }>();
  const path = `/api/v2/assets/${row?.id ?? 0}/state-store`;
  expect((await client("PUT", `${path}/etag`, { value: { a: [1, null] } })).status).toBe(204);
  expect((await client("PUT", `${path}/page`, { value: 3 })).status).toBe(204);
  const by = { kind: "api", dag_id: null, run_id: null, task_id: null, map_index: null };
  const etag = { key: "etag", value: { a: [1, null] }, updated_at: containing("2026-11-01"), last_updated_by: by };
  expect((await client("GET", `${path}/etag`)).body).toEqual(etag);
  expect((await client("GET", path)).body).toMatchObject({
    asset_state_store: [etag, { value: 3 }],
    total_entries: 2,
  });
  expect((await client("DELETE", `${path}/etag`)).status).toBe(204);
  expect((await client("GET", `${path}/etag`)).status).toBe(404);
  expect((await client("DELETE", path)).status).toBe(204);
  expect((await client("GET", path)).body).toEqual({ asset_state_store: [], total_entries: 0 });
  expect((await client("GET", "/api/v2/assets/999/state-store")).status).toBe(404);
  expect((await client("PUT", `${path}/etag`, {})).status).toBe(422);
  expect((await client("PUT", `${path}/etag`, { value: null })).status).toBe(422);
});
