import { appendAuditEntry } from "../store/audit-log.ts";

/** Longest body that is kept of a message nobody could read. */
const LONGEST_BODY = 2_000;

/** Keeps a message that nobody can act on in the audit log, where a person sees it. */
export async function reportDeadLetter(db: D1Database, summary: string, body: unknown): Promise<void> {
  const text = (JSON.stringify(body) ?? "undefined").slice(0, LONGEST_BODY);
  await appendAuditEntry(db, {
    at: Date.now(),
    team: null,
    actor: "queue",
    event: "dead_letter",
    extra: { summary, body: text },
  });
}
