import { listFaults } from "../support/world/faults.ts";
import { DEEDS } from "./deeds.ts";
import type { LimitRates } from "./graph-limits.ts";
import type { Plan } from "./plan.ts";

/** Plans that are a step smaller: fewer faults first, then less of everything. */
function* listSmaller(plan: Plan): Generator<Plan> {
  for (const fault of listFaults())
    if (plan.faults[fault] > 0) yield { ...plan, faults: { ...plan.faults, [fault]: 0 } };
  if (plan.actions > 0) yield { ...plan, actions: 0 };
  const done = DEEDS.filter(({ name }) => !plan.undone.includes(name));
  if (plan.actions > 0) for (const { name } of done) yield { ...plan, undone: [...plan.undone, name] };
  for (const limit of listLimits(plan.limits))
    if (plan.limits[limit] > 0) yield { ...plan, limits: { ...plan.limits, [limit]: 0 } };
  if (plan.doubts > 0) yield { ...plan, doubts: 0 };
  for (const habit of ["fail", "failForGood", "retryAfter", "skip", "defer", "slow", "large"] as const)
    if (plan.habits[habit] > 0) yield { ...plan, habits: { ...plan.habits, [habit]: 0 } };
  if (plan.dags > 1) yield { ...plan, dags: plan.dags - 1 };
  if (plan.tasks > 1) yield { ...plan, tasks: Math.ceil(plan.tasks / 2) };
  if (plan.tasks > 1) yield { ...plan, tasks: plan.tasks - 1 };
  if (plan.minutes > 1) yield { ...plan, minutes: Math.ceil(plan.minutes / 2) };
  if (plan.minutes > 1) yield { ...plan, minutes: plan.minutes - 1 };
}

function listLimits(limits: LimitRates): (keyof LimitRates)[] {
  // The object's keys are its type's.
  return Object.keys(limits) as (keyof LimitRates)[];
}

/** The smallest plan found, within so many trials, that still fails. */
export function shrink(plan: Plan, fails: (plan: Plan) => boolean, trials: number): Plan {
  let smallest = plan;
  let left = trials;
  for (let isSmaller = true; isSmaller && left > 0;) {
    isSmaller = false;
    for (const smaller of listSmaller(smallest)) {
      left -= 1;
      if (left < 0) break;
      if (!fails(smaller)) continue;
      smallest = smaller;
      isSmaller = true;
    }
  }
  return smallest;
}

/** A plan in a line, faults that do not occur left out. */
export function describePlan({ faults, habits, limits, ...plan }: Plan): string {
  const some = (rates: object): object =>
    Object.fromEntries(
      Object.entries(rates)
        .filter(([, rate]) => rate !== 0)
        .map(([name, rate]) => [name, Math.round(Number(rate) * 1_000) / 1_000]),
    );
  return JSON.stringify({ ...plan, limits: some(limits), faults: some(faults), habits: some(habits) });
}
