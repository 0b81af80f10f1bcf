import { dag } from "tradewind";

/** The smallest pipeline: extract, transform, load. Runs by hand; its configuration travels with the rows. */
const d = dag("demo_etl", { description: "Extract, transform, load", tags: ["example"], owners: ["tradewind"] });

const extract = d.task("extract", (_, ctx) => ({
  rows: [
    { id: 1, region: "eu", cents: 1200 },
    { id: 2, region: "us", cents: 800 },
    { id: 3, region: "eu", cents: 300 },
  ],
  conf: ctx.conf,
}));

const transform = d.task("transform", { in: { extract } }, ({ extract: { rows } }) => {
  const regions = Map.groupBy(rows, (row) => row.region);
  return [...regions].map(([region, sales]) => ({ region, cents: sales.reduce((sum, row) => sum + row.cents, 0) }));
});

d.task("load", { in: { totals: transform } }, ({ totals }, { log }) => {
  for (const { region, cents } of totals) log("loaded", { region, cents });
  return { loaded: totals.length };
});

export default d;
