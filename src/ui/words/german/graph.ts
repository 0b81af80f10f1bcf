import type { Translation } from "../translate.ts";
import type { graph as english } from "../english/graph.ts";

export const graph = {
  label: "Tasks und worauf sie warten",
  map: "Übersicht des Graphen",
  run: "Lauf, dessen Zustände gezeigt werden",
  showAssets: "Assets zeigen",
  hideAssets: "Assets verbergen",
  sensor: "Sensor",
  branch: "Zweig",
  short_circuit: "Kurzschluss",
  latest_only: "nur neuester",
  setup: "Aufbau",
  teardown: "Abbau",
  asset: "Asset",
  controls: "Wie der Graph gezeigt wird",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  showAll: "Ganz zeigen",
  openByKey: "Enter öffnet den Task.",
} satisfies Translation<typeof english>;
