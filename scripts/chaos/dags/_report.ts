import type { TaskContext } from "tradewind";
import { z } from "zod";

/** What a start of author code hands on: where it was made, and which start it was. */
export interface Stamp {
  readonly by: string;
  readonly nonce: string;
}

/** Tells the ledger outside that this try has started, and which values of others it saw. */
export async function report(ctx: TaskContext, saw: readonly Stamp[]): Promise<Stamp> {
  const ledger = z.string().parse(Reflect.get(ctx.env, "CHAOS_LEDGER"));
  const stamp = { by: `${ctx.dagId}/${ctx.runId}/${ctx.taskId}/${ctx.mapIndex}`, nonce: crypto.randomUUID() };
  const body = JSON.stringify({ ...stamp, key: ctx.idempotencyKey, saw });
  const response = await fetch(ledger, { method: "POST", body, signal: ctx.signal });
  if (!response.ok) throw new Error(`the ledger answered ${response.status}`);
  // Some are over at once, and some take so long that a kill finds them in their midst.
  await new Promise((resolve) => void setTimeout(resolve, 50 + Math.random() ** 2 * 4_000));
  return stamp;
}
