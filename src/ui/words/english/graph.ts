export const graph = {
  label: "Tasks and what they wait for",
  map: "Overview of the graph",
  run: "Run whose states are shown",
  showAssets: "Show assets",
  hideAssets: "Hide assets",
  sensor: "sensor",
  branch: "branch",
  short_circuit: "short circuit",
  latest_only: "latest only",
  setup: "setup",
  teardown: "teardown",
  asset: "asset",
};
