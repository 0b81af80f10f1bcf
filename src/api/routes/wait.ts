import type { InstanceKey } from "../../core/ids.ts";
import type { Json } from "../../core/json.ts";
import type { RunObject } from "../../core/objects.ts";
import type { RunView } from "../../core/protocol.ts";
import { isRunEnded } from "../../core/state.ts";
import { readXComValue } from "./xcom-value.ts";

/** The longest silence on the stream, in milliseconds: proxies drop connections that say nothing. */
const LONGEST_WAIT = 60_000;

export interface WaitOptions {
  /** Milliseconds between two lines. */
  readonly interval: number;
  /** Tasks whose return values the last line carries. */
  readonly resultsOf: readonly string[];
  readonly blobs: R2Bucket;
}

/**
 * One JSON line with the run's state at once, one each interval, and a last one when it has ended. The run's object is
 * asked only when the reader wants more, so a reader who leaves ends it.
 */
export function streamUntilEnd(object: RunObject, run: RunView, options: WaitOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const pause = Math.min(options.interval, LONGEST_WAIT);
  let isFirst = true;
  return new ReadableStream({
    async pull(controller) {
      const view = isFirst ? run : await object.waitEnd(pause);
      isFirst = false;
      if (view === null) return controller.close();
      const isOver = isRunEnded(view.state);
      const line = isOver ? await describeEnd(object, view, options) : { state: view.state };
      controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      if (isOver) controller.close();
    },
  });
}

async function describeEnd(object: RunObject, view: RunView, { resultsOf, blobs }: WaitOptions) {
  if (resultsOf.length === 0) return { state: view.state };
  const entries = resultsOf.map(async (taskId): Promise<[string, Json]> => {
    const keys = await object.listInstances(taskId);
    const values = await Promise.all(keys.map((key) => readReturnValue(object, blobs, key)));
    return [taskId, keys.length === 1 && keys[0]?.mapIndex === -1 ? (values[0] ?? null) : values];
  });
  return { state: view.state, results: Object.fromEntries(await Promise.all(entries)) };
}

async function readReturnValue(object: RunObject, blobs: R2Bucket, key: InstanceKey): Promise<Json> {
  const xcoms = await object.listXComs({ taskId: key.taskId, mapIndex: key.mapIndex });
  const returned = xcoms.find((xcom) => xcom.key === "return_value");
  return returned === undefined ? null : readXComValue(blobs, returned);
}
