export const graph = {
  label: "Tasks and what they wait for",
  map: "Overview of the graph",
  run: "Run whose states are shown",
  showAssets: "Show assets",
  hideAssets: "Hide assets",
};
