import type { Translation } from "../catalogue.ts";
import type { graph as english } from "../english/graph.ts";

export const graph = {
  label: "Tasks und worauf sie warten",
  map: "Übersicht des Graphen",
  run: "Lauf, dessen Zustände gezeigt werden",
  showAssets: "Assets zeigen",
  hideAssets: "Assets verbergen",
} satisfies Translation<typeof english>;
