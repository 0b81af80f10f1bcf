import type { Json } from "../core/json.ts";
import { appendAuditEntry } from "../store/audit-log.ts";
import type { ApiContext } from "./environment.ts";

export interface AuditFacts {
  readonly event: string;
  readonly team?: string | null;
  readonly dagId?: string;
  readonly runId?: string | null;
  readonly taskId?: string;
  readonly mapIndex?: number | null;
  /** Names and states; never a value that its owner may hold for a secret, such as a run's configuration. */
  readonly extra?: Json;
}

/**
 * Appends what is about to be done. It stands before the deed, as in Airflow: nothing is changed without a trace, so
 * when the database cannot take the entry the request fails and nothing was done.
 */
export async function recordAudit(context: ApiContext, facts: AuditFacts, actor?: string): Promise<void> {
  const at = context.var.now();
  const ip = context.req.header("CF-Connecting-IP") ?? null;
  const who = actor ?? context.var.principal.user;
  const { event, team = null, dagId = null, runId = null, taskId = null, mapIndex = null, extra = null } = facts;
  await appendAuditEntry(context.env.DB, { at, ip, actor: who, event, team, dagId, runId, taskId, mapIndex, extra });
}
