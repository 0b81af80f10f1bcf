/** A span of time as authors write it: "500ms", "10s", "5m", "2h", "1d". */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const SHAPE = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds, rounded; null when the text is no duration. A type cannot refuse "-5s" or "Infinitys", this does. */
export function parseDuration(text: unknown): number | null {
  const [, amount, unit] = (typeof text === "string" && SHAPE.exec(text)) || [];
  const factor = UNITS[unit ?? ""];
  return factor === undefined ? null : Math.round(Number(amount) * factor);
}
