/** A flight as its CSV line says it. */
export interface Flight {
  readonly origin: string;
  readonly destination: string;
  /** Minutes; negative when early. */
  readonly delay: number;
}
export interface Hub {
  readonly airport: string;
  readonly flights: number;
  /** Minutes. */
  readonly medianDelay: number;
}
export interface Day {
  readonly flights: number;
  readonly late: number;
  readonly delayMinutes: number;
  readonly note: string;
}

export const CLEAR_STAGING = "delete from example_us_flights_staging where day = ?1";

const CREATE_TABLES = [
  "create table if not exists example_us_flights_staging (day text, origin text, destination text, delay integer)",
  `create table if not exists example_us_flights_hubs
    (day text, airport text, flights integer, median_delay real, primary key (day, airport))`,
  `create table if not exists example_us_flights_days
    (day text primary key, flights integer, late integer, delay_minutes integer, note text)`,
];

export async function createTables(database: D1Database): Promise<void> {
  await database.batch(CREATE_TABLES.map((statement) => database.prepare(statement)));
}

/** A batch is one transaction, so a repeated try replaces all that the one before it left. */
export async function stageFlights(database: D1Database, day: string, flights: readonly Flight[]): Promise<void> {
  const insert = `insert into example_us_flights_staging
    select ?1, value ->> 'origin', value ->> 'destination', value ->> 'delay' from json_each(?2)`;
  await database.batch([
    database.prepare(CLEAR_STAGING).bind(day),
    database.prepare(insert).bind(day, JSON.stringify(flights)),
  ]);
}

/** Minutes of each flight that left an airport on a day, ascending. */
export async function readDelays(database: D1Database, day: string, airport: string): Promise<number[]> {
  const query = "select delay from example_us_flights_staging where day = ?1 and origin = ?2 order by delay";
  const { results } = await database.prepare(query).bind(day, airport).all<{ delay: number }>();
  return results.map(({ delay }) => delay);
}

/** Replaces the hubs of a day: an upsert would keep those that a corrected file no longer has. */
export async function saveHubs(database: D1Database, day: string, hubs: readonly Hub[]): Promise<void> {
  const insert = `insert into example_us_flights_hubs
    select ?1, value ->> 'airport', value ->> 'flights', value ->> 'medianDelay' from json_each(?2)`;
  await database.batch([
    database.prepare("delete from example_us_flights_hubs where day = ?1").bind(day),
    database.prepare(insert).bind(day, JSON.stringify(hubs)),
  ]);
}

export async function saveDay(database: D1Database, day: string, row: Day): Promise<void> {
  const upsert = `insert into example_us_flights_days values (?1, ?2, ?3, ?4, ?5)
    on conflict do update set flights = excluded.flights, late = excluded.late,
      delay_minutes = excluded.delay_minutes, note = excluded.note`;
  await database.prepare(upsert).bind(day, row.flights, row.late, row.delayMinutes, row.note).run();
}
