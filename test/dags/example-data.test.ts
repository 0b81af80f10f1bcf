import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import weather from "../../dags/examples/_seattle_weather.json" with { type: "json" };
import flights from "../../dags/examples/_us_flights_2001_01.json" with { type: "json" };

function readPublished(name: string): string {
  return readFileSync(`node_modules/vega-datasets/data/${name}`, "utf8");
}

it("the weather shipped is the published one", () => {
  const [header, ...lines] = readPublished("seattle-weather.csv").trim().split("\n");
  expect(Object.values(weather).flatMap((file) => file.trim().split("\n").slice(1))).toEqual(lines);
  expect(new Set(Object.values(weather).map((file) => file.split("\n")[0]))).toEqual(new Set([header]));
});

it("the flights shipped are the published ones of January", () => {
  const published = JSON.parse(readPublished("flights-10k.json")) as { readonly date: string }[];
  const shipped = Object.entries(flights).flatMap(([day, file]) =>
    file
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => readFlight(day, line)),
  );
  expect(shipped).toEqual(published.filter(({ date }) => date < "2001/02"));
});

function readFlight(day: string, line: string) {
  const [time, origin, destination, distance, delay] = line.split(",");
  return {
    date: `${day.replaceAll("-", "/")} ${time}`,
    delay: Number(delay),
    distance: Number(distance),
    origin,
    destination,
  };
}
