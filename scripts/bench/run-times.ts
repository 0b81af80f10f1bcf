import type { Engine } from "./engines/engine.ts";
import { measureRun } from "./product.ts";
import { time } from "./time.ts";

export interface RunTimes {
  /** By the run object's own clock, from its start to its end. */
  readonly own: number;
  /** By the client's, from the trigger to the answer that the run has ended. */
  readonly client: number;
}

/** Runs a DAG once, in milliseconds. */
export async function runOnce(product: Engine, dagId: string): Promise<RunTimes> {
  let runId = "";
  const client = await time(async () => {
    runId = (await product.trigger(dagId)).dag_run_id;
    await product.waitEnd(dagId, runId);
  });
  return { own: measureRun(await product.readRun(dagId, runId)), client };
}
