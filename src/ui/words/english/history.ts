export const history = {
  title: "Time travel",
  none: "Nothing has happened in this run yet",
  views: "Views of the run at this instant",
  timeline: "Timeline",
  graph: "Graph",
  event: "event {row} of {count} · {cause}",
  values: { one: "{count} value published by then", other: "{count} values published by then" },
  lines: { one: "{count} line logged by then", other: "{count} lines logged by then" },
};
