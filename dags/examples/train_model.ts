import { asset, dag, findBucket, NonRetryable } from "tradewind";
import type { TaskContext } from "tradewind";
import { r2Put } from "tradewind/operators";
import { z } from "zod";
import { Example, FEATURES, fitStump, measureAccuracy, measureBaseline, parseExamples } from "./_decision_stump.ts";
import months from "./_seattle_weather.json" with { type: "json" };

/** Whoever serves the model reads this key; a better model takes its place. */
const MODEL_KEY = "examples/train_model/model.json";
const MODEL = asset(`r2://BLOBS/${MODEL_KEY}`);

const params = z.object({
  heldOut: z
    .string()
    .regex(/^201[2-5]-(0[1-9]|1[0-2])$/)
    .default("2015-12")
    .describe("The month to test on; all months before it train"),
});
type Context = TaskContext<z.output<typeof params>>;

const d = dag("train_model", {
  description: "Will it rain in Seattle tomorrow? Prepares data, trains, tests, and pushes a model that is worth it",
  schedule: "@weekly",
  startDate: "2026-01-01",
  params,
  tags: ["example", "ml"],
  owners: ["tradewind"],
});

// Examples are many: they go through the bucket, and only their key goes from task to task.
const prepared = d.task("prepare", async (_, ctx) => {
  const lines = Object.values(months).flatMap((csv) => csv.trim().split("\n").slice(1));
  const examples = parseExamples(lines.join("\n"));
  const key = `examples/train_model/${ctx.params.heldOut}/examples.json`;
  await findBucket(ctx.env, "BLOBS").put(key, JSON.stringify(examples));
  ctx.log("examples written", { key, examples: examples.length });
  return { key, examples: examples.length };
});

const fitted = d.task(
  "fit",
  { in: { prepared }, expand: { feature: FEATURES }, cpuHeavy: true },
  async ({ prepared: { key }, feature }, ctx) => {
    const { training } = await readExamples(ctx, key);
    const stump = fitStump(training, feature);
    const accuracy = measureAccuracy(training, stump);
    ctx.log(`${feature} above ${stump.threshold} is right on ${percent(accuracy)} of ${training.length} days`);
    return { stump, accuracy };
  },
);

const chosen = d.task("choose", { in: { fitted } }, ({ fitted: candidates }, { log }) => {
  const [best] = candidates.toSorted((a, b) => b.accuracy - a.accuracy);
  if (best === undefined) throw new NonRetryable("There is no candidate to choose from");
  log(`${best.stump.feature} tells most`);
  return best.stump;
});

const tested = d.task("test", { in: { prepared, stump: chosen } }, async ({ prepared: { key }, stump }, ctx) => {
  const { training, heldOut } = await readExamples(ctx, key);
  const accuracy = measureAccuracy(heldOut, stump);
  const baseline = measureBaseline(training, heldOut);
  ctx.log(`${ctx.params.heldOut}: right on ${percent(accuracy)} of the days, ${percent(baseline)} without a model`);
  return { accuracy, baseline };
});

const worth = d.branch("worth_it", { in: { tested } }, ({ tested: { accuracy, baseline } }) =>
  accuracy > baseline ? "push" : "keep",
);

d.task(
  "push",
  { in: { stump: chosen, tested }, when: worth.is("push"), outlets: [MODEL] },
  r2Put({
    bucket: "BLOBS",
    key: MODEL_KEY,
    value: ({ stump, tested }, ctx) => ({ stump, ...tested, heldOut: ctx.params.heldOut, runId: ctx.runId }),
  }),
);

d.task("keep", { in: { tested }, when: worth.is("keep") }, ({ tested: { accuracy, baseline } }, { log }) => {
  log.warning(`The model in use stays: ${percent(accuracy)} is no better than ${percent(baseline)}`);
});

/** What comes back from storage is checked, not believed. Dates as text sort as dates. */
async function readExamples(ctx: Context, key: string): Promise<Record<"training" | "heldOut", Example[]>> {
  const object = await findBucket(ctx.env, "BLOBS").get(key);
  if (object === null) throw new Error(`${key} has gone away`);
  const examples = z.array(Example).parse(await object.json());
  const month = ctx.params.heldOut;
  const training = examples.filter(({ date }) => date < month);
  if (training.length === 0) throw new NonRetryable(`No month before ${month} is there to train on`);
  return { training, heldOut: examples.filter(({ date }) => date.startsWith(month)) };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export default d;
