import { asset, cronInterval, dag, findBucket, findDatabase, NonRetryable, skip } from "tradewind";
import type { TaskContext } from "tradewind";
import { sqlQuery } from "tradewind/operators";
import { r2Exists } from "tradewind/sensors";
import { z } from "zod";
import deliveries from "./_us_flights_2001_01.json" with { type: "json" };
import { CLEAR_STAGING, createTables, readDelays, saveDay, saveHubs, stageFlights } from "./_us_flights_tables.ts";
import type { Flight } from "./_us_flights_tables.ts";

/** The US Bureau of Transportation Statistics calls a flight late from this many minutes on. */
const LATE_FROM_MINUTES = 15;
const DISRUPTED_FROM_SHARE = 0.25;
const HUB_FROM_FLIGHTS = 4;

const FILES: ReadonlyMap<string, string> = new Map(Object.entries(deliveries));
const HUBS = asset("d1://DB/example_us_flights_hubs");
const DAYS = asset("d1://DB/example_us_flights_days");

const params = z.object({ day: z.iso.date().optional() });
type Context = TaskContext<z.output<typeof params>>;

const d = dag("us_flights", {
  description: "Where and when flights were late: a sample of real US flights, one run a day of January 2001",
  schedule: cronInterval("0 0 * * *"),
  startDate: "2001-01-01",
  endDate: "2001-01-31",
  catchup: true,
  params,
  defaults: { retry: { limit: 2, delay: "2s" } },
  tags: ["example"],
  owners: ["tradewind"],
});

d.task("deliver", { doc: "Stands in for the supplier, who writes into the bucket when he likes." }, async (_, ctx) => {
  const file = FILES.get(dayOf(ctx));
  if (file === undefined) return skip(`no flights of ${dayOf(ctx)}; a run by hand may name {"day": "2001-01-15"}`);
  await findBucket(ctx.env, "BLOBS").put(keyOf(ctx), file);
  return keyOf(ctx);
});

// Not after `deliver`: nobody tells when a supplier's file comes. A day without one is no failure.
const landed = d.sensor(
  "landed",
  { every: "1s", timeout: "1m", softFail: true },
  r2Exists({ bucket: "BLOBS", key: (_, ctx) => keyOf(ctx) }),
);

/** All runs share the staging table; each has the rows of its day in it until its teardown. */
const staged = d.group("staging", (g) => {
  const opened = g.setup("open", { after: [landed] }, (_, ctx) => createTables(findDatabase(ctx.env, "DB")));

  const day = g.task("extract", { in: { file: landed }, after: [opened] }, async ({ file }, ctx) => {
    refuseFirstTryOnMondays(ctx);
    const object = await findBucket(ctx.env, "BLOBS").get(file.key);
    if (object === null) throw new Error(`${file.key} has gone away`);
    const flights = parseFlights(await object.text());
    await stageFlights(findDatabase(ctx.env, "DB"), dayOf(ctx), flights);
    ctx.log("flights staged", { day: dayOf(ctx), flights: flights.length });
    return measureDay(flights);
  });

  const airports = g.task(
    "list_hubs",
    { after: [day] },
    sqlQuery({
      database: "DB",
      query: `select origin from example_us_flights_staging where day = ?1
        group by origin having count(*) >= ?2 order by count(*) desc, origin`,
      parameters: (_, ctx) => [dayOf(ctx), HUB_FROM_FLIGHTS],
      row: ({ origin }) => z.string().parse(origin),
    }),
  );

  const hubs = g.task("measure_hub", { expand: { airport: airports } }, async ({ airport }, ctx) => {
    const delays = await readDelays(findDatabase(ctx.env, "DB"), dayOf(ctx), airport);
    const medianDelay = findMedian(delays);
    ctx.log(`${airport}: median delay of ${delays.length} flights is ${medianDelay} minutes`);
    return { airport, flights: delays.length, medianDelay };
  });

  g.teardown(
    "clear",
    { of: [opened], after: [hubs] },
    sqlQuery({ database: "DB", query: CLEAR_STAGING, parameters: (_, ctx) => [dayOf(ctx)] }),
  );
  return { day, hubs };
});

d.task("load_hubs", { in: { hubs: staged.hubs }, outlets: [HUBS] }, async ({ hubs }, ctx) => {
  await saveHubs(findDatabase(ctx.env, "DB"), dayOf(ctx), hubs);
  ctx.emit(HUBS, { day: dayOf(ctx), hubs: hubs.length });
  return hubs.length;
});

const verdict = d.branch("verdict", { in: { day: staged.day } }, ({ day }) =>
  day.late / day.flights >= DISRUPTED_FROM_SHARE ? "disrupted" : "regular",
);

const disrupted = d.task("find_worst_hub", { in: staged, when: verdict.is("disrupted") }, ({ day, hubs }) => {
  const [worst] = hubs.toSorted((a, b) => b.medianDelay - a.medianDelay);
  return { ...day, note: worst === undefined ? "disrupted" : `disrupted, worst in ${worst.airport}` };
});

const regular = d.task("note_regular", { in: { day: staged.day }, when: verdict.is("regular") }, ({ day }) => {
  return { ...day, note: "regular" };
});

const published = { in: { disrupted, regular }, triggerRule: "none_failed_min_one_success", outlets: [DAYS] } as const;
d.task("publish", published, async (arms, ctx) => {
  const row = arms.disrupted ?? arms.regular;
  if (row === undefined) throw new NonRetryable("No arm says what kind of day it was");
  await saveDay(findDatabase(ctx.env, "DB"), dayOf(ctx), row);
  ctx.emit(DAYS, { day: dayOf(ctx), flights: row.flights });
  ctx.log(`${dayOf(ctx)}: ${row.late} of ${row.flights} flights late, ${row.note}`);
  return row;
});

/** The day a run is about: its data interval, unless a run by hand names another. */
function dayOf({ params: { day }, dataInterval, runAfter }: Context): string {
  return day ?? (dataInterval?.start ?? runAfter).toISOString().slice(0, 10);
}
function keyOf(ctx: Context): string {
  return `examples/us_flights/${dayOf(ctx)}.csv`;
}

/** A demonstration: the supplier's archive turns away the first try of a Monday, as a service under load may. */
function refuseFirstTryOnMondays(ctx: Context): void {
  const isMonday = new Date(dayOf(ctx)).getUTCDay() === 1;
  if (isMonday && ctx.tryNumber === 1) throw new Error("503: the archive is busy on Mondays, try again");
}

function parseFlights(csv: string): Flight[] {
  const [, ...lines] = csv.trim().split("\n");
  return lines.map(parseFlight);
}

/** A line that cannot be read is the file's fault: another try would find it again. */
function parseFlight(line: string): Flight {
  const [, origin = "", destination = "", , delay = ""] = line.split(",");
  if (/^[A-Z]{3}$/.test(origin) && /^-?\d+$/.test(delay)) return { origin, destination, delay: Number(delay) };
  throw new NonRetryable(`This is no flight: "${line}"`);
}

function measureDay(flights: readonly Flight[]) {
  const late = flights.filter(({ delay }) => delay >= LATE_FROM_MINUTES).length;
  return { flights: flights.length, late, delayMinutes: flights.reduce((sum, { delay }) => sum + delay, 0) };
}

/** Of numbers in ascending order. */
function findMedian(sorted: readonly number[]): number {
  const last = sorted.length - 1;
  return ((sorted[Math.floor(last / 2)] ?? 0) + (sorted[Math.ceil(last / 2)] ?? 0)) / 2;
}

export default d;
