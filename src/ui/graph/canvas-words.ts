import type { AriaLabelConfig } from "@xyflow/react";
import { useWords } from "../words/catalogue.ts";

/** What a canvas says of itself. The library's own words are English, and of nodes that one selects, moves and deletes. */
export function useCanvasWords(): Partial<AriaLabelConfig> {
  const t = useWords();
  const node = t("graph.openByKey");
  return {
    "controls.ariaLabel": t("graph.controls"),
    "controls.zoomIn.ariaLabel": t("graph.zoomIn"),
    "controls.zoomOut.ariaLabel": t("graph.zoomOut"),
    "controls.fitView.ariaLabel": t("graph.showAll"),
    "node.a11yDescription.default": node,
    "node.a11yDescription.keyboardDisabled": node,
    "edge.a11yDescription.default": "",
  };
}
