import { createExecutionContext, env, waitOnExecutionContext } from "cloudflare:test";
import { expect } from "vitest";
import { createApp } from "../../../src/api/app.ts";
import type { ApiBindings } from "../../../src/api/environment.ts";
import { takeUpManifest } from "../../../src/store/deployment.ts";
import { createToken } from "../../../src/store/token.ts";
import { createUser } from "../../../src/store/user.ts";
import type { Role } from "../../../src/store/role.ts";
import type { Graph } from "../../../src/core/graph.ts";
import { FakeObjects } from "./fake-objects.ts";

export const NOW = Date.parse("2026-11-01T12:00:00Z");

/** A key for tests, and another one. */
export const SECRET_KEY = `k1:${btoa("1".repeat(32))}`;
export const OTHER_KEY = `k2:${btoa("2".repeat(32))}`;

/** An app on the real database and bucket, with objects in memory and a clock that the test turns. */
export async function startApp() {
  await emptyTables();
  const clock = { now: NOW };
  const objects = new FakeObjects();
  const app = createApp({ now: () => clock.now });
  const bindings: ApiBindings = {
    DB: env.DB,
    BLOBS: env.BLOBS,
    TRADEWIND_SECRET_KEY: SECRET_KEY,
    ...objects.bindings,
  };
  const tokens: Partial<Record<Role, string>> = {};
  const signIn = async (role: Role, team: string | null = null) => {
    const username = `${role}-of-${team ?? "all"}`;
    await createUser(env.DB, { username, team, role, password: null }, clock.now);
    const made = await createToken(env.DB, { name: "test", username, team, role, expiresAt: null }, clock.now);
    tokens[role] ??= made.text;
    return made;
  };
  /** Resolves when what the request left behind is done, too. */
  const send = async (path: string, init: RequestInit = {}, given: Partial<ApiBindings> = {}) => {
    const context = createExecutionContext();
    const answer = await app.request(path, init, { ...bindings, ...given }, context);
    // A body still to be streamed keeps its request open.
    if (answer.headers.get("content-type")?.includes("ndjson") !== true) await waitOnExecutionContext(context);
    return answer;
  };
  return { app, clock, objects, bindings, signIn, send };
}

export type TestApp = Awaited<ReturnType<typeof startApp>>;

/** A client with a token; bodies go as JSON, answers come back read. */
export function createClient(app: TestApp, token: string | null) {
  return async (method: string, path: string, body?: unknown, given: Partial<ApiBindings> = {}) => {
    const headers = new Headers();
    if (token !== null) headers.set("Authorization", `Bearer ${token}`);
    if (body !== undefined) headers.set("Content-Type", "application/json");
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await app.send(path, init, given);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, body: readJson(text) };
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function seedDags(graphs: readonly Graph[], source = "// etl"): Promise<void> {
  const dags = graphs.map((graph) => ({ graph, hash: `graph-of-${graph.dagId} in ${source}` }));
  const file = { kind: "compiled" as const, file: "etl.ts", bundleId: `bundle of ${source}`, source, dags };
  await takeUpManifest(env.DB, { v: 1, hash: String(Math.random()), files: [file] }, NOW);
}

/** Matches any text that holds the part. */
export function containing(part: string): unknown {
  return expect.stringContaining(part);
}

const TABLES = [
  "user",
  "token",
  "pool",
  "variable",
  "connection",
  "audit_log",
  "deleted_run",
  "deployment",
  "imported_dag",
  "imported_run",
  "backfill",
  "dag_favorite",
  "dag",
  "dag_version",
  "import_error",
  "dag_run",
  "task_instance",
  "asset",
  "asset_alias",
  "asset_of_alias",
  "asset_reference",
  "asset_event",
  "asset_event_run",
  "state_entry",
];

async function emptyTables(): Promise<void> {
  await env.DB.batch(TABLES.map((name) => env.DB.prepare(`delete from ${name}`)));
}

/** A database that answers nothing, as D1 does in an outage. */
export const DEAD_DATABASE = new Proxy({} as D1Database, {
  get: () => () => {
    throw new Error("D1_ERROR: Network connection lost.");
  },
});
