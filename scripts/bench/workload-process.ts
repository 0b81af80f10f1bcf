// Measures one workload in a process of its own: what ran before has warmed nothing, and its end takes all with it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessRequest, ProcessAnswer } from "./run-in-process.ts";
import { MEASURES } from "./workloads/all.ts";
import { withWorld } from "./world.ts";

async function answer({ workload, profile, repeats }: ProcessRequest): Promise<ProcessAnswer> {
  const folder = mkdtempSync(join(tmpdir(), `tradewind-bench-${workload}-`));
  try {
    return { kind: "measured", measurements: await withWorld({ folder, profile, repeats }, MEASURES[workload]) };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.on("disconnect", () => process.exit(1));
process.once("message", (request: ProcessRequest) => {
  void answer(request).then((result) => process.send?.(result, () => process.exit(0)));
});
