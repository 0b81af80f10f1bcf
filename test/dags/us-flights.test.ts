import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import flightsOfMonth from "../../dags/examples/us_flights.ts";
import { compile, runDag } from "../../src/sdk/index.ts";
import type { RunResult } from "../../src/sdk/index.ts";
import { createBucket } from "./support/fake-bucket.ts";
import { createDatabase } from "./support/fake-database.ts";

interface RawFlight {
  readonly date: string;
  readonly delay: number;
  readonly origin: string;
}
/** The published data set, which the example's files were made from: expectations are computed from it alone. */
const RAW = JSON.parse(readFileSync("node_modules/vega-datasets/data/flights-10k.json", "utf8")) as RawFlight[];
const ALL_DAYS = Array.from({ length: 31 }, (_, index) => `2001-01-${String(index + 1).padStart(2, "0")}`);

function rawOf(day: string): RawFlight[] {
  return RAW.filter(({ date }) => date.startsWith(day.replaceAll("-", "/")));
}
function createWorld() {
  const database = createDatabase();
  const bucket = createBucket();
  return { database, bucket, env: { DB: database.binding, BLOBS: bucket.binding } };
}
/** As the schedule does it: when the day is over. */
async function runDay(day: string, { env }: Pick<ReturnType<typeof createWorld>, "env">): Promise<RunResult> {
  return await runDag(flightsOfMonth, { now: Date.parse(day) + 86_400_000, env });
}
function statesOf({ tasks }: RunResult): Record<string, string> {
  return Object.fromEntries(Object.entries(tasks).map(([id, { state }]) => [id, state]));
}

describe("a month of flights", async () => {
  const world = createWorld();
  const results = new Map<string, RunResult>();
  for (const day of ALL_DAYS) results.set(day, await runDay(day, world));

  it("ends well every day", () => {
    expect([...results.values()].map(({ state }) => state)).toEqual(ALL_DAYS.map(() => "success"));
  });

  it("counts what the data set counts", () => {
    const rows = world.database.query(
      "select day, flights, late, delay_minutes from example_us_flights_days order by day",
    );
    const expected = ALL_DAYS.map((day) => ({
      day,
      flights: rawOf(day).length,
      late: rawOf(day).filter(({ delay }) => delay >= 15).length,
      delay_minutes: rawOf(day).reduce((sum, { delay }) => sum + delay, 0),
    }));
    expect(rows).toEqual(expected);
    const month = RAW.filter(({ date }) => date < "2001/02");
    expect(expected.reduce((sum, { flights }) => sum + flights, 0)).toBe(month.length);
  });

  it("takes airports with four flights for hubs, and the middle delay of each", () => {
    const rows = world.database.query("select * from example_us_flights_hubs order by day, airport");
    const expected = ALL_DAYS.flatMap((day) =>
      [...Map.groupBy(rawOf(day), ({ origin }) => origin)]
        .filter(([, flights]) => flights.length >= 4)
        .map(([airport, flights]) => ({ day, airport, flights: flights.length, median_delay: medianOf(flights) }))
        .toSorted((a, b) => (a.airport < b.airport ? -1 : 1)),
    );
    expect(expected.length).toBeGreaterThan(200);
    expect(rows).toEqual(expected);
  });

  it("calls the days disrupted on which a quarter of the flights was late", () => {
    const rows = world.database.query(
      "select day from example_us_flights_days where note like 'disrupted%' order by day",
    );
    const isDisrupted = (day: string) => rawOf(day).filter(({ delay }) => delay >= 15).length * 4 >= rawOf(day).length;
    expect(rows.map(({ day }) => day)).toEqual(ALL_DAYS.filter(isDisrupted));
    expect(rows.length).toBeGreaterThan(3);
  });

  it("tries the extraction of a Monday twice, and of no other day", () => {
    const twice = [...results].filter(([, { tasks }]) => tasks["staging.extract"]?.tries === 2);
    expect(twice.map(([day]) => day)).toEqual(["2001-01-01", "2001-01-08", "2001-01-15", "2001-01-22", "2001-01-29"]);
  });

  it("leaves nothing in the staging table", () => {
    expect(world.database.query("select count(*) as rows from example_us_flights_staging")).toEqual([{ rows: 0 }]);
  });
});

/** Half of the flights are at least this late, half at most: the middle one, or the mean of the two in the middle. */
function medianOf(flights: readonly RawFlight[]): number {
  let delays = flights.map(({ delay }) => delay).toSorted((a, b) => a - b);
  while (delays.length > 2) delays = delays.slice(1, -1);
  return delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
}

describe("a day of flights", () => {
  it("is the same after a second run", async () => {
    const world = createWorld();
    const read = () => world.database.query("select * from example_us_flights_hubs, example_us_flights_days");
    await runDay("2001-01-09", world);
    const first = read();
    expect((await runDay("2001-01-09", world)).state).toBe("success");
    expect(first.length).toBeGreaterThan(0);
    expect(read()).toEqual(first);
  });

  it("is replaced by a corrected file, of which nothing old is left", async () => {
    const world = createWorld();
    const wrong = `time,origin,destination,distance,delay\n${"06:00,ZZZ,SFO,679,999\n".repeat(7)}`;
    world.bucket.objects.set("examples/us_flights/2001-01-31.csv", wrong);
    await runDag(flightsOfMonth, { now: Date.parse("2001-02-01"), env: world.env, fakes: { deliver: null } });
    const read = (table: string) => world.database.query(`select * from example_us_flights_${table}`);
    expect(read("hubs")).toEqual([{ day: "2001-01-31", airport: "ZZZ", flights: 7, median_delay: 999 }]);
    await runDay("2001-01-31", world);
    const fresh = createWorld();
    await runDay("2001-01-31", fresh);
    expect(read("hubs")).toEqual(fresh.database.query("select * from example_us_flights_hubs"));
    expect(read("days")).toEqual(fresh.database.query("select * from example_us_flights_days"));
  });

  it("does not count rows twice that a broken try left in the staging table", async () => {
    const { env, database } = createWorld();
    const now = Date.parse("2001-02-01");
    await runDag(flightsOfMonth, { now, env, fakes: { "staging.clear": null } });
    const staged = database.query("select count(*) as flights from example_us_flights_staging");
    expect(staged).toEqual([{ flights: rawOf("2001-01-31").length }]);
    await runDag(flightsOfMonth, { now, env, fakes: { "staging.clear": null } });
    expect(database.query("select count(*) as flights from example_us_flights_staging")).toEqual(staged);
  });

  it("follows one arm", async () => {
    expect(statesOf(await runDay("2001-01-02", createWorld()))).toMatchObject({
      find_worst_hub: "success",
      note_regular: "skipped",
      publish: "success",
    });
    expect(statesOf(await runDay("2001-01-23", createWorld()))).toMatchObject({
      find_worst_hub: "skipped",
      note_regular: "success",
      publish: "success",
    });
  });

  it("may be named by hand", async () => {
    const { env } = createWorld();
    const { tasks } = await runDag(flightsOfMonth, { conf: { day: "2001-01-15" }, env });
    expect(tasks["publish"]?.output).toMatchObject({ flights: rawOf("2001-01-15").length });
  });

  it("without a file is skipped, and no failure", async () => {
    const result = await runDay("2026-01-01", createWorld());
    expect(result.state).toBe("success");
    expect(new Set(Object.values(statesOf(result)))).toEqual(new Set(["skipped"]));
  });

  it("waits for a file that comes late", async () => {
    const { env, bucket } = createWorld();
    const file = "time,origin,destination,distance,delay\n06:00,SEA,SFO,679,3\n";
    const result = await runDag(flightsOfMonth, {
      now: Date.parse("2001-02-01"),
      env,
      fakes: {
        deliver: null,
        landed: (_, { log }) => {
          log("looks");
          if (bucket.objects.size > 0) return { key: "examples/us_flights/2001-01-31.csv" };
          bucket.objects.set("examples/us_flights/2001-01-31.csv", file);
          return false;
        },
      },
    });
    const looks = result.log
      .filter(({ message }) => message === "looks")
      .map(({ at }) => at - Date.parse("2001-02-01"));
    expect(looks).toEqual([0, 1000]);
    expect(result.tasks["publish"]?.output).toMatchObject({ flights: 1, late: 0, delayMinutes: 3 });
  });

  it("with a line that is no flight fails at once, and is cleared away", async () => {
    const { env, bucket, database } = createWorld();
    bucket.objects.set("examples/us_flights/2001-01-31.csv", "time,origin\n06:00,Seattle\n");
    const result = await runDag(flightsOfMonth, { now: Date.parse("2001-02-01"), env, fakes: { deliver: null } });
    expect(result.tasks["staging.extract"]).toMatchObject({ state: "failed", tries: 1 });
    expect(JSON.stringify(result.tasks["staging.extract"]?.reason)).toContain("06:00,Seattle");
    expect(result.tasks["staging.clear"]?.state).toBe("success");
    expect(result.state).toBe("failed");
    expect(database.query("select * from example_us_flights_days")).toEqual([]);
  });
});

it("us_flights is due once for each day of its month", () => {
  const compiled = compile(flightsOfMonth);
  expect(compiled).toMatchObject({
    ok: true,
    value: {
      graph: {
        timetable: { kind: "cron_interval", cron: "0 0 * * *" },
        startDate: Date.parse("2001-01-01"),
        endDate: Date.parse("2001-01-31"),
        catchup: true,
      },
    },
  });
});
