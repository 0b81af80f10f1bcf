// Usage: simulate.ts [--seeds N | --seconds T] [--from S] [--trace] [--mutant all|NAME] [--sweep]
// Lives through seeded worlds of faults around the real coordinators, and says what did not hold. A seed replays itself.
import { parseArgs } from "node:util";
import { DEEDS } from "../test/simulation/deeds.ts";
import { CANONICAL } from "../test/simulation/canonical.ts";
import { drawPlan } from "../test/simulation/plan.ts";
import type { Plan } from "../test/simulation/plan.ts";
import { MUTANTS } from "../test/simulation/mutants.ts";
import type { Mutant } from "../test/simulation/mutants.ts";
import { describePlan, shrink } from "../test/simulation/shrink.ts";
import { simulate } from "../test/simulation/simulation.ts";
import type { Outcome } from "../test/simulation/simulation.ts";
import { listFaults } from "../test/support/world/faults.ts";
import { sweep } from "../test/simulation/sweep.ts";
import { outsidePromises } from "../test/support/world/microtasks.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    seconds: { type: "string" },
    from: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
    mutant: { type: "string" },
    sweep: { type: "boolean", default: false },
  },
});
const DEFAULT_SEEDS = 100;
/** Simulations that making a failing one smaller may cost. */
const SHRINKING = 150;
/** A mutant that lives longer is not seen. */
const MUTANT_SEEDS = 1_000;

// A call that fails is no news here.
console.warn = () => undefined;
await outsidePromises(() => {
  if (values.sweep) runSweep();
  else if (values.mutant === undefined) runSeeds();
  else runMutants(values.mutant);
});

function* listSeeds(fallback: number): Generator<number> {
  const from = Number(values.from);
  const until = values.seconds === undefined ? Infinity : performance.now() + Number(values.seconds) * 1_000;
  const many = values.seconds === undefined ? Number(values.seeds ?? fallback) : Infinity;
  for (let seed = from; seed < from + many && performance.now() < until; seed += 1) yield seed;
}

function runSeeds(): void {
  const start = performance.now();
  const outcomes: Outcome[] = [];
  for (const seed of listSeeds(DEFAULT_SEEDS)) {
    const outcome = simulate(drawPlan(seed), {}, values.trace ? (line) => console.log(line) : null);
    outcomes.push(outcome);
    if (outcome.violations.length > 0) tellFailure(outcome);
  }
  tellAll(outcomes, (performance.now() - start) / 1_000);
  if (outcomes.some(({ violations }) => violations.length > 0)) process.exitCode = 1;
}

function tellFailure({ plan, violations, events }: Outcome): void {
  const [first] = violations;
  console.log(`seed ${plan.seed}: ${first?.invariant} after ${events} events: ${first?.message}`);
  console.log(`  replay: npm run simulate -- --from ${plan.seed} --seeds 1 --trace`);
  if (values.trace) return;
  const fails = (smaller: Plan): boolean => simulate(smaller).violations[0]?.invariant === first?.invariant;
  const smallest = shrink(plan, fails, SHRINKING);
  console.log(`  smallest: ${describePlan(smallest)}`);
  console.log(`  which ends with: ${simulate(smallest).violations[0]?.message}`);
}

function tellAll(outcomes: readonly Outcome[], seconds: number): void {
  const sum = (read: (outcome: Outcome) => number): number => outcomes.reduce((total, one) => total + read(one), 0);
  const events = sum((outcome) => outcome.events);
  const failed = outcomes.filter(({ violations }) => violations.length > 0);
  for (const fault of listFaults()) {
    tellCount(
      fault,
      sum(({ hits }) => hits.get(fault) ?? 0),
    );
  }
  for (const { name } of DEEDS)
    tellCount(
      `somebody: ${name}`,
      sum(({ deeds }) => deeds.get(name) ?? 0),
    );
  console.log(
    `seeds ${outcomes.length}, runs ${sum(({ runs }) => runs)}, starts of author code ${sum((one) => one.starts)}`,
  );
  console.log(`events ${events} in ${seconds.toFixed(1)} s, ${Math.round(events / busy())} per second of CPU`);
  console.log(`violations in ${failed.length} seeds${failed.map(({ plan }) => ` ${plan.seed}`).join("")}`);
}

/** Seconds of CPU that this process has used: what else the machine does counts for nothing. */
function busy(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

function tellCount(name: string, count: number): void {
  console.log(`${name.padEnd(22)} ${String(count).padStart(9)}`);
}

/** Every object, then every carrier, dies once at every moment of the life of each canonical DAG. */
function runSweep(): void {
  const start = performance.now();
  const total = { moments: 0, events: 0, failures: 0 };
  for (const dies of ["object", "carrier"] as const) {
    for (const canonical of CANONICAL) {
      const { name, moments, events, failures } = sweep(canonical, dies);
      total.moments += moments;
      total.events += events;
      total.failures += failures.length;
      console.log(`${dies.padEnd(8)} ${name.padEnd(16)} ${String(moments).padStart(4)} moments`);
      for (const failure of failures) console.log(`  ${failure.slice(0, 300)}`);
    }
  }
  const seconds = (performance.now() - start) / 1_000;
  console.log(`${CANONICAL.length} DAGs, ${total.moments} moments, ${total.events} events in ${seconds.toFixed(1)} s`);
  console.log(`${total.failures} failures`);
  if (total.failures > 0) process.exitCode = 1;
}

function runMutants(name: string): void {
  const chosen = MUTANTS.filter((mutant) => name === "all" || mutant.name === name);
  if (chosen.length === 0) throw new Error(`No mutant ${name}: ${MUTANTS.map((mutant) => mutant.name).join(", ")}`);
  console.log(`${"removed".padEnd(26)} caught by`);
  for (const mutant of chosen) tellMutant(mutant);
}

function tellMutant({ name, mutation }: Mutant): void {
  for (const seed of listSeeds(MUTANT_SEEDS)) {
    const [first] = simulate(drawPlan(seed), mutation).violations;
    if (first === undefined) continue;
    console.log(`${name.padEnd(26)} ${first.invariant}, seed ${seed}: ${first.message.slice(0, 110)}`);
    return;
  }
  console.log(`${name.padEnd(26)} NOT CAUGHT`);
  process.exitCode = 1;
}
