import type { Graph, TaskNode } from "../../../src/core/graph.ts";
import type { TaskMessage } from "../../../src/core/protocol.ts";
import { Carrier } from "../../../src/executors/carrier.ts";
import type { Registry, RunLink } from "../../../src/executors/contract.ts";
import { Values } from "../../../src/executors/values.ts";
import { createEnv } from "../../../src/sdk/env.ts";
import { dag } from "../../../src/sdk/index.ts";
import type { TaskBody } from "../../../src/sdk/index.ts";
import type { Desk } from "./desk.ts";

/** Code for a stored graph, whoever wrote it and when: every task succeeds, and says what its kind has to say. */
export function openRegistry(graph: Graph): Registry {
  const bodies = new Map(graph.tasks.map((node) => [node.id, createBody(node)]));
  return { resolve: async () => ({ ...dag(graph.dagId), bodies }) };
}

function createBody(node: TaskNode): TaskBody {
  const { kind } = node;
  const labels = new Set(Object.keys(node.arms ?? {}));
  const [label = null] = labels;
  const answers = {
    task: [1, 2, 3],
    sensor: true,
    branch: label,
    short_circuit: true,
    empty: undefined,
    latest_only: undefined,
  };
  return {
    kind,
    every: node.sensor?.every ?? null,
    arms: kind === "branch" ? { labels, isClosed: true } : null,
    run: async () => answers[kind],
  };
}

/** Carries attempts out with the real carrier, at once. */
export async function carry(
  desk: Desk,
  link: RunLink,
  graph: Graph,
  attempts: readonly Pick<TaskMessage, "taskId" | "mapIndex" | "token">[],
): Promise<void> {
  const carrier = new Carrier(
    {
      link,
      registry: openRegistry(graph),
      values: new Values(desk.bucket, link),
      budget: { attempts: 10, wall: 60_000, parallel: 10, growth: 1, log: { lines: 1_000, characters: 100_000 } },
      accepts: ["auto", "inline", "detached"],
      env: createEnv(),
      now: () => desk.now,
      wait: async () => undefined,
      timeout: () => () => undefined,
      repeat: () => () => undefined,
    },
    "a carrier of this release",
  );
  await carrier.carry(attempts.map(({ taskId, mapIndex, token }) => ({ taskId, mapIndex, token })));
}
