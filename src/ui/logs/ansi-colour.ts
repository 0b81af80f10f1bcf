import type { AnsiColour } from "./ansi.ts";

const LEVELS = [0, 95, 135, 175, 215, 255] as const;

/**
 * A terminal's colour as CSS writes it. The first sixteen are variables of the theme, so that they can be read on light
 * and on dark; then a cube of 6 × 6 × 6, then 24 greys. Source: xterm's 256 colours.
 */
export function formatColour(colour: AnsiColour): string {
  if (typeof colour !== "number") return `rgb(${colour.join(" ")})`;
  if (colour < 16) return `var(--ansi-${colour})`;
  if (colour >= 232) {
    const grey = 8 + (colour - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const index = colour - 16;
  const parts = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6].map((level) => LEVELS[level] ?? 0);
  return `rgb(${parts.join(" ")})`;
}
