import { useEffect, useState } from "react";
import { subscribe } from "../theme/preferences.ts";
import { readPalette, type Palette } from "./palette.ts";

/** The theme's colours, read again when the person or the system changes between light and dark. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(document.body));
  useEffect(() => {
    const read = () => setPalette(readPalette(document.body));
    const system = matchMedia("(prefers-color-scheme: dark)");
    system.addEventListener("change", read);
    const stop = subscribe(read);
    return () => {
      system.removeEventListener("change", read);
      stop();
    };
  }, []);
  return palette;
}
