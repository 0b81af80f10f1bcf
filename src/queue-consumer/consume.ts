import type { TaskMessage } from "../core/protocol.ts";
import type { CarryRequest } from "../executors/attempt-carrier.ts";
import { chooseCarrier } from "../executors/profile.ts";
import type { CarrierKind, Profile } from "../executors/profile.ts";
import { readMessage } from "./message.ts";

export interface ConsumerWorld {
  readonly profile: Profile;
  /** Carries attempts out in this invocation; resolves when none is left. */
  readonly carry: (request: CarryRequest) => Promise<void>;
  /** Hands attempts to an object of their own; resolves when it has them. */
  readonly detach: (request: CarryRequest) => Promise<void>;
}

interface Group {
  readonly run: string;
  readonly kind: CarrierKind;
  readonly messages: Message[];
  readonly attempts: TaskMessage[];
}

/** A message that cannot be carried now comes again after so many seconds. */
const RETRY_SECONDS = 5;

/** Carries out one batch. Each message is acked or retried by itself: none can hold another back, or be lost with it. */
export async function consumeTasks(batch: MessageBatch, world: ConsumerWorld): Promise<void> {
  await Promise.all(groupMessages(batch, world.profile).map((group) => carryGroup(group, world)));
}

/** Attempts of one run share a carrier, unless they are CPU-heavy. A message that says nothing sensible goes back. */
function groupMessages(batch: MessageBatch, profile: Profile): Group[] {
  const groups = new Map<string, Group>();
  for (const message of batch.messages) {
    const task = readMessage(message.body);
    if (task === null) {
      message.retry();
      continue;
    }
    const kind = chooseCarrier(task.executor, profile);
    const key = `${kind} ${task.run} ${task.cpuHeavy ? message.id : ""}`;
    const group = groups.get(key) ?? { run: task.run, kind, messages: [], attempts: [] };
    groups.set(key, group);
    group.messages.push(message);
    group.attempts.push(task);
  }
  return [...groups.values()];
}

async function carryGroup(group: Group, world: ConsumerWorld): Promise<void> {
  const attempts = group.attempts.map(({ taskId, mapIndex, token }) => ({ taskId, mapIndex, token }));
  const request: CarryRequest = { v: 1, run: group.run, attempts };
  try {
    await (group.kind === "detached" ? world.detach(request) : world.carry(request));
    for (const message of group.messages) message.ack();
  } catch (error) {
    console.warn(`A batch of ${attempts.length} attempts of ${group.run} goes back to the queue`, error);
    for (const message of group.messages) message.retry({ delaySeconds: RETRY_SECONDS });
  }
}
