// Measures one workload in a process of its own: what ran before has warmed nothing, and its end takes all with it.
import type { ProcessRequest, ProcessAnswer } from "./run-in-process.ts";
import { MEASURES } from "./workloads/all.ts";
import { withWorld } from "./world.ts";

async function answer(request: ProcessRequest): Promise<ProcessAnswer> {
  const note = (phase: string) => void process.send?.({ kind: "phase", phase } satisfies ProcessAnswer);
  try {
    return { kind: "measured", measurements: await withWorld({ ...request, note }, MEASURES[request.workload]) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on("disconnect", () => process.exit(1));
process.once("message", (request: ProcessRequest) => {
  void answer(request).then((result) => process.send?.(result, () => process.exit(0)));
});
