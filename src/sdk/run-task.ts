import { assetsOf } from "../core/graph.ts";
import type { LogLine } from "../core/protocol.ts";
import { carryOut } from "./carry-out.ts";
import type { CarriedOut, Overrides } from "./carry-out.ts";
import { compile } from "./compile.ts";
import { fakeConfiguration } from "./configuration.ts";
import type { ConfigurationFakes } from "./configuration.ts";
import type { Dag } from "./dag.ts";
import { createEnv } from "./env.ts";
import { createIdentity } from "./run-identity.ts";

export interface TaskRun extends CarriedOut {
  readonly log: readonly LogLine[];
}

/** Carries out one task alone, once, with an input and a context as its handler gets them. Throws when the DAG does not compile. */
export async function runTask(
  dag: Dag,
  taskId: string,
  input: Readonly<Record<string, unknown>> = {},
  { variables = {}, connections = {}, ...overrides }: Overrides & ConfigurationFakes = {},
): Promise<TaskRun> {
  const compiled = compile(dag);
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join("\n"));
  const node = compiled.value.graph.tasks.find(({ id }) => id === taskId);
  if (node === undefined) throw new Error(`DAG "${dag.id}" has no task "${taskId}"`);
  const { kind, retry } = node;
  const log: LogLine[] = [];
  const facts = { taskId, mapIndex: -1, tryNumber: 1, maxTries: retry.limit, kind, resume: null, ...assetsOf(node) };
  const run = createIdentity(compiled.value, {});
  const result = await carryOut(dag, { run, facts, overrides }, input, {
    env: createEnv(),
    configuration: fakeConfiguration({ variables, connections }),
    signal: new AbortController().signal,
    now: () => run.runAfter,
    log: (line) => void log.push(line),
  });
  return { ...result, log };
}
