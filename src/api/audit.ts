import type { Json } from "../core/json.ts";
import { withRetry } from "../store/retry.ts";
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
  await append(context, facts, actor);
}

/**
 * Appends what leaves a trace of its own: a run names who triggered it, and when. The request does not wait for the
 * database, and a run can be triggered while it is down.
 */
export function noteAudit(context: ApiContext, facts: AuditFacts): void {
  const wait = (delay: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, delay));
  const appended = withRetry(() => append(context, facts), { wait }).catch((error: unknown) => {
    console.warn(`The audit log could not take ${facts.event}`, error);
  });
  context.executionCtx.waitUntil(appended);
}

async function append(context: ApiContext, facts: AuditFacts, actor?: string): Promise<void> {
  const at = context.var.now();
  const ip = context.req.header("CF-Connecting-IP") ?? null;
  const who = actor ?? context.var.principal.user;
  const { event, team = null, dagId = null, runId = null, taskId = null, mapIndex = null, extra = null } = facts;
  await appendAuditEntry(context.env.DB, { at, ip, actor: who, event, team, dagId, runId, taskId, mapIndex, extra });
}
