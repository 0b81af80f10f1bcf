import { nameRunObject } from "../../src/core/ids.ts";
import { isPastDone } from "../../src/core/past.ts";
import { taskOf } from "../../src/core/run.ts";
import type { World } from "../support/world/world.ts";
import type { Checker } from "./checker.ts";
import { findPrevious } from "./past-checks.ts";
import type { People } from "./people.ts";
import type { Shadow } from "./shadow.ts";

interface Waited {
  readonly world: World;
  readonly checker: Checker;
  readonly people: People;
}

/** What failed holds up whatever depends on it, until a person looks after it: marks it done. */
export function mendPast({ world, checker, people }: Waited): void {
  for (const shadow of checker.shadows.values()) {
    const { run } = shadow;
    const isWaiting = run.topology.pastTasks.some((index) => (taskOf(run, index).byState.get("none") ?? 0) > 0);
    if (run.state !== "running" || !isWaiting) continue;
    const before = findPrevious(world, shadow);
    const previous = before === null ? undefined : checker.shadows.get(nameRunObject(before));
    // One that goes on comes to an end by itself.
    if (previous !== undefined && previous.run.state !== "running") mendRun(people, shadow, previous);
  }
}

function mendRun(people: People, { run }: Shadow, { run: previous }: Shadow): void {
  const wanted = run.topology.pastTasks.flatMap((past) => {
    const index = previous.topology.indexOf.get(taskOf(run, past).place.node.id);
    return index === undefined ? [] : [index, ...taskOf(previous, index).place.down];
  });
  const open = wanted.filter((index) => !isPastDone(taskOf(previous, index)));
  if (open.length === 0) return;
  people.markDone(
    previous.identity,
    open.map((index) => taskOf(previous, index).place.node.id),
  );
}
