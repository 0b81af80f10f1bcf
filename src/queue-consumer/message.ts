import { z } from "zod";
import type { TaskMessage } from "../core/protocol.ts";

const taskMessage = z.object({
  v: z.literal(1),
  run: z.string(),
  taskId: z.string(),
  mapIndex: z.int(),
  token: z.string(),
  executor: z.enum(["auto", "inline", "detached", "direct"]),
  cpuHeavy: z.boolean(),
});

/** A message as this release understands it, or null. */
export function readMessage(body: unknown): TaskMessage | null {
  const read = taskMessage.safeParse(body);
  return read.success ? read.data : null;
}
