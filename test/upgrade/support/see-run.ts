import type { RunView } from "../../../src/core/protocol.ts";
import type { AttemptView, InstanceView, XComView } from "../../../src/core/views.ts";
import type { LogLine } from "../../../src/core/protocol.ts";
import type { RunUnderTest } from "./run-object.ts";

/** All that a run shows of itself, with what lies in R2 and what time it is. */
export interface SeenRun {
  readonly now: number;
  readonly blobs: Readonly<Record<string, string>>;
  readonly view: RunView | null;
  readonly instances: readonly InstanceView[];
  readonly tries: readonly (readonly AttemptView[])[];
  readonly values: readonly (readonly XComView[])[];
  readonly logs: readonly (readonly LogLine[])[];
}

/** Asks as the API does. */
export async function seeRun({ desk, actions, reader }: RunUnderTest): Promise<SeenRun> {
  const instances = reader.listInstances(null);
  const logs: LogLine[][] = [];
  for (const instance of instances)
    logs.push([...((await reader.readLog(instance, Math.max(1, instance.tryNumber), 0))?.lines ?? [])]);
  return {
    now: desk.now,
    blobs: Object.fromEntries(desk.blobs),
    view: actions.view(),
    instances,
    tries: instances.map((instance) => reader.listTries(instance)),
    values: instances.map((instance) => reader.listXComs(instance)),
    logs,
  };
}
