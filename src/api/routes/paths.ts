import { z } from "@hono/zod-openapi";
import { isRunId, isTaskId, type DagKey, type RunKey } from "../../core/ids.ts";
import type { RunView } from "../../core/protocol.ts";
import { reachRun } from "../../coordinator/stubs.ts";
import { refuseDag, resolveDag } from "../authorize.ts";
import type { ApiContext } from "../environment.ts";
import { Problem } from "../problem.ts";
import { integer } from "../parameters.ts";

/** What paths are made of. */
export const dagPath = z.object({ dag_id: z.string() });
export const runPath = z.object({ dag_id: z.string(), dag_run_id: z.string() });
export const taskPath = z.object({ dag_id: z.string(), dag_run_id: z.string(), task_id: z.string() });
export const mappedPath = taskPath.extend({ map_index: integer });

/** Airflow's word for "all of them" in the place of an id. */
export const ALL = "~";

type RunPath = z.infer<typeof runPath>;

/** The DAG of a path, or null for `~`. */
export function findDagOfPath(context: ApiContext, dagId: string): DagKey | null {
  return dagId === ALL ? null : resolveDag(context.var.principal, dagId);
}

export function resolveRun(context: ApiContext, path: RunPath): RunKey {
  if (path.dag_id === ALL) throw refuseDag(path.dag_id);
  const key = resolveDag(context.var.principal, path.dag_id);
  if (!isRunId(path.dag_run_id)) throw refuseRun(path);
  return { ...key, runId: path.dag_run_id };
}

export function refuseRun({ dag_id, dag_run_id }: RunPath): Problem {
  return new Problem(404, `The DagRun with dag_id: \`${dag_id}\` and run_id: \`${dag_run_id}\` was not found`);
}

/** A run and its object, which is asked and not the database: it is always current. */
export async function loadRun(context: ApiContext, path: RunPath) {
  const key = resolveRun(context, path);
  const object = reachRun(context.env, key);
  const run: RunView | null = await object.getView();
  if (run === null) throw refuseRun(path);
  return { key, object, run };
}

export function refuseTask(path: z.infer<typeof taskPath>): Problem {
  return new Problem(
    404,
    `The Task Instance with dag_id: \`${path.dag_id}\`, run_id: \`${path.dag_run_id}\` and task_id: \`${path.task_id}\` was not found`,
  );
}

export function requireTaskId(path: z.infer<typeof taskPath>): string {
  if (!isTaskId(path.task_id)) throw refuseTask(path);
  return path.task_id;
}
