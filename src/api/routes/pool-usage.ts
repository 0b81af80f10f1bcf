import type { TaskState } from "../../core/state.ts";
import { DEFAULT_POOL, type PoolKey } from "../../store/pool.ts";
import { listTaskInstances } from "../../store/task-instance.ts";
import { take } from "../reason-status.ts";
import { COUNTED_STATES, NO_USAGE, type Usage } from "../shapes/pool.ts";

/** Instances counted, at most: the numbers are for a person's eyes, the pool's object alone decides. */
const COUNTED_AT_MOST = 1_000;

/** Slots in use by pool and state as the projection knows them: a moment behind. */
export async function readUsage(db: D1Database, team: string | null): Promise<(pool: PoolKey) => Usage> {
  const page = take(await listTaskInstances(db, { team, states: COUNTED_STATES, limit: COUNTED_AT_MOST }));
  const usages = new Map<string, Usage>();
  for (const { team: owner, pool, state, poolSlots } of page.items) {
    const name = nameUsage({ team: owner, name: pool ?? DEFAULT_POOL });
    const usage = usages.get(name) ?? NO_USAGE;
    if (isCounted(state)) usages.set(name, { ...usage, [state]: usage[state] + poolSlots });
  }
  return (pool) => usages.get(nameUsage(pool)) ?? NO_USAGE;
}

function nameUsage({ team, name }: PoolKey): string {
  return `${team}/${name}`;
}

function isCounted(state: TaskState): state is keyof Usage {
  return COUNTED_STATES.some((counted) => counted === state);
}
