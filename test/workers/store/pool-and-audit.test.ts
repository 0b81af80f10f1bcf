import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { appendAuditEntry, findAuditEntry, listAuditLog, type AuditFilter } from "../../../src/store/audit-log.ts";
import { createPool, deletePool, findPool, listPools, updatePool } from "../../../src/store/pool.ts";

const db = env.DB;
const spark = { team: "default", name: "spark" };

it("a default pool without limit is there from the start, and stays", async () => {
  const key = { team: "default", name: "default_pool" };
  expect(await findPool(db, key)).toMatchObject({ slots: -1, includeDeferred: false });
  expect(await deletePool(db, key)).toMatchObject({ ok: false, error: { code: "default_pool_stays" } });
  expect(await findPool(db, key)).not.toBeNull();
});

it("pools are created, changed, listed and deleted", async () => {
  const pool = { ...spark, slots: 4, description: null, includeDeferred: false };
  expect(await createPool(db, pool)).toEqual({ ok: true, value: pool });
  expect(await createPool(db, pool)).toEqual({ ok: false, error: { code: "pool_exists", params: { pool: "spark" } } });
  expect(await updatePool(db, spark, { slots: 8, includeDeferred: true })).toEqual({
    ...pool,
    slots: 8,
    includeDeferred: true,
  });
  expect(await updatePool(db, { ...spark, team: "red" }, { slots: 1 })).toBeNull();
  expect(await updatePool(db, spark, {})).toMatchObject({ slots: 8 });
  expect(await listPools(db, { namePattern: "PAR" })).toMatchObject({
    ok: true,
    value: { items: [{ name: "spark" }], total: 1 },
  });
  expect(await listPools(db, { orderBy: ["-slots"] })).toMatchObject({
    value: { items: [{ name: "spark" }, { name: "default_pool" }] },
  });
  expect(await deletePool(db, spark)).toEqual({ ok: true, value: null });
  expect(await deletePool(db, spark)).toMatchObject({ ok: false, error: { code: "pool_not_found" } });
});

it("the audit log keeps every entry, newest first", async () => {
  const entry = { team: "default", actor: "ann", event: "trigger", dagId: "etl", runId: "r1", extra: { note: "x" } };
  const id = await appendAuditEntry(db, { ...entry, at: 1 });
  await appendAuditEntry(db, { ...entry, at: 2, event: "clear", actor: "bob" });
  await appendAuditEntry(db, { at: 3, team: "red", actor: "ann", event: "login" });
  expect(await findAuditEntry(db, id)).toEqual({
    ...entry,
    id,
    at: 1,
    taskId: null,
    mapIndex: null,
    tryNumber: null,
    ip: null,
  });
  const cases: [filter: AuditFilter, events: string[]][] = [
    [{}, ["login", "clear", "trigger"]],
    [{ team: "default" }, ["clear", "trigger"]],
    [{ dagIds: ["etl"], orderBy: ["id"] }, ["trigger", "clear"]],
    [{ excludedEvents: ["clear"] }, ["login", "trigger"]],
    [{ events: ["clear", "login"], actorPattern: "B" }, ["clear"]],
    [{ at: { gte: 2, lt: 3 } }, ["clear"]],
  ];
  for (const [filter, events] of cases) {
    const listed = await listAuditLog(db, filter);
    expect(listed.ok ? listed.value.items.map(({ event }) => event) : listed.error).toEqual(events);
  }
});
