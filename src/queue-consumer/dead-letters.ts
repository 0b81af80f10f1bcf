import { PROTOCOL } from "../core/protocol.ts";
import type { TaskMessage } from "../core/protocol.ts";
import type { RunLink } from "../executors/contract.ts";
import { readMessage } from "./message.ts";

export interface DeadLetterWorld {
  readonly reachRun: (name: string) => RunLink;
  /** Keeps what nobody can act on where a person sees it. */
  readonly report: (summary: string, body: unknown) => Promise<void>;
}

/**
 * Takes what no consumer could carry. An attempt that still waits fails with that as its reason, and its retries decide;
 * one that is superseded or over is left alone.
 */
export async function consumeDeadLetters(batch: MessageBatch, world: DeadLetterWorld): Promise<void> {
  await Promise.all(batch.messages.map((message) => bury(message, world)));
}

async function bury(message: Message, world: DeadLetterWorld): Promise<void> {
  try {
    const task = readMessage(message.body);
    if (task === null) await world.report("A queue message could not be read", message.body);
    else await failAttempt(task, message, world);
    message.ack();
  } catch (error) {
    console.warn("A dead letter could not be handled and comes again", error);
    message.retry({ delaySeconds: 30 });
  }
}

async function failAttempt(
  { run, taskId, mapIndex, token }: TaskMessage,
  message: Message,
  world: DeadLetterWorld,
): Promise<void> {
  const link = world.reachRun(run);
  const carrier = `dead-letter ${message.id}`;
  const { leases } = await link.start({ v: PROTOCOL, carrier, attempts: [{ taskId, mapIndex, token }] });
  const reason = { code: "dead_letter", params: { attempts: message.attempts } };
  const finishes = leases.map((lease) => ({
    taskId,
    mapIndex,
    token,
    tryNumber: lease.tryNumber,
    outcome: { type: "fail", reason, retryable: true } as const,
    xcoms: [],
    events: [],
    logs: null,
  }));
  if (finishes.length > 0) await link.finish({ v: PROTOCOL, carrier, finishes, take: 0, accepts: [], holding: null });
}
