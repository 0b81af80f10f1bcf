// Usage: simulate.ts [--seeds N | --seconds T] [--from S] [--trace]
import { parseArgs } from "node:util";
import { outsidePromises } from "../test/support/world/microtasks.ts";
import { drawPlan } from "../test/simulation/plan.ts";
import { simulate } from "../test/simulation/simulation.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    trace: { type: "boolean", default: false },
  },
});
console.warn = () => undefined;
await outsidePromises(() => {
  const start = performance.now();
  let events = 0;
  let bad = 0;
  const from = Number(values.from);
  for (let seed = from; seed < from + Number(values.seeds); seed += 1) {
    const outcome = simulate(drawPlan(seed), undefined, values.trace ? (line) => console.log(line) : null);
    events += outcome.events;
    const [first] = outcome.violations;
    if (first === undefined) continue;
    bad += 1;
    console.log(seed, outcome.events, first.invariant, first.message.slice(0, 400));
  }
  console.log(bad, events, Math.round(events / ((performance.now() - start) / 1000)), "events/s");
});
