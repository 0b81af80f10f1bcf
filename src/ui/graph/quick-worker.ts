import type { Picture } from "./graph-model.ts";
import { layOutQuickly } from "./quick-layout.ts";

/** Lays out one large graph away from the page: even a quick layout of a thousand boxes is some frames long. */
self.onmessage = ({ data }: MessageEvent<Picture>) => {
  self.postMessage(layOutQuickly(data));
};
