// Usage: node scripts/with-node.mjs node scripts/example-data/write-example-data.ts
// Writes the public data that the example DAGs ship, from the package vega-datasets. The files are committed: a build needs
// neither this script nor the package.
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const FROM = join(ROOT, "node_modules/vega-datasets/data");
const TO = join(ROOT, "dags/examples");

interface Flight {
  /** `2001/01/01 06:55`, the scheduled departure. */
  readonly date: string;
  /** Minutes. */
  readonly delay: number;
  /** Miles. */
  readonly distance: number;
  readonly origin: string;
  readonly destination: string;
}

/** The flights of January 2001 as one CSV text a day. */
function listFlights(): Record<string, string> {
  const flights = JSON.parse(readFileSync(join(FROM, "flights-10k.json"), "utf8")) as Flight[];
  const january = flights.filter(({ date }) => date.startsWith("2001/01/"));
  const days = Map.groupBy(january, ({ date }) => date.slice(0, 10).replaceAll("/", "-"));
  return joinLines("time,origin,destination,distance,delay", days, ({ date, origin, destination, distance, delay }) =>
    [date.slice(11), origin, destination, distance, delay].join(","),
  );
}

/** The weather of Seattle, 2012 to 2015, as one CSV text a month. */
function listWeather(): Record<string, string> {
  const [header = "", ...lines] = readFileSync(join(FROM, "seattle-weather.csv"), "utf8").trim().split(/\r?\n/);
  const months = Map.groupBy(lines, (line) => line.slice(0, 7));
  return joinLines(header, months, (line) => line);
}

function joinLines<T>(header: string, files: ReadonlyMap<string, readonly T[]>, toLine: (row: T) => string) {
  const texts = [...files].map(([name, rows]) => [name, `${[header, ...rows.map(toLine)].join("\n")}\n`] as const);
  return Object.fromEntries(texts);
}

function write(name: string, files: Record<string, string>): void {
  writeFileSync(join(TO, name), `${JSON.stringify(files, null, 2)}\n`);
  console.log(`${name}: ${Object.keys(files).length} files`);
}

write("_us_flights_2001_01.json", listFlights());
write("_seattle_weather.json", listWeather());
