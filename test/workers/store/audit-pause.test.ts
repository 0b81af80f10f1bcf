import { env } from "cloudflare:test";
import { expect, it } from "vitest";
import { auditPause, listAuditLog } from "../../../src/store/audit-log.ts";

it("a pause that a DAG gave itself stands in the audit log once, however often it is told", async () => {
  const key = { team: "default", dagId: "etl" };
  const pause = { at: 1_000, by: "tradewind", reason: { code: "paused_by_failures", params: { count: 3, run: "r" } } };
  await auditPause(env.DB, key, pause);
  await auditPause(env.DB, key, pause);
  await auditPause(env.DB, key, { ...pause, at: 2_000 });
  await auditPause(env.DB, { ...key, dagId: "other" }, pause);
  const found = await listAuditLog(env.DB, { limit: 10, offset: 0, orderBy: [], dagIds: ["etl"] });
  if (!found.ok) throw new Error(found.error.code);
  expect(found.value.items.map(({ at }) => at)).toEqual([2_000, 1_000]);
  expect(found.value.items[0]).toMatchObject({
    actor: "tradewind",
    event: "pause_dag",
    extra: { is_paused: true, reason: "paused_by_failures", params: { count: 3, run: "r" } },
  });
});
